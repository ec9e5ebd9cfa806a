// Figures as tables of text.

const COLUMNS = { request: 'request', clients: 'clients', per_second: 'per second', p50_ms: 'p50 ms', p99_ms: 'p99 ms' };

const cell = (value) => (typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 1 }) : value);

export function table(rows, { head = true } = {}) {
  const width = (name) => (name === 'request' ? 24 : 12);
  const line = (row) =>
    Object.keys(COLUMNS)
      .map((name) => (name === 'request' ? cell(row[name]).padEnd(width(name)) : cell(row[name]).padStart(width(name))))
      .join('');
  return [...(head ? [line(COLUMNS)] : []), ...rows.map(line)].join('\n');
}

const texts = (head, rows) => {
  const all = [head, ...rows.map((row) => row.map((value) => cell(value) ?? '–'))];
  const widths = head.map((_, at) => Math.max(...all.map((row) => `${row[at]}`.length)));
  return all.map((row) => row.map((value, at) => (at === 0 ? `${value}`.padEnd(widths[at]) : `${value}`.padStart(widths[at]))).join('  ')).join('\n');
};

export const memories = (companies) =>
  texts(
    ['company', 'idle MiB', 'busy MiB', 'most MiB'],
    companies.map(({ engine, items, memory }) => [`${engine}, ${items} items`, memory?.idle.now_mib, memory?.busy.now_mib, memory?.busy.most_mib]),
  );

export const files = (client) =>
  texts(
    ['file', 'bytes', 'brotli'],
    client.map(({ file, bytes, brotli }) => [file, bytes, brotli]),
  );

export const pages = (line) =>
  texts(
    ['page', 'content ms', 'interactive ms', 'layout shift'],
    line.map(({ page, content_ms, interactive_ms, shift }) => [page, content_ms, interactive_ms, shift.toFixed(3)]),
  );
