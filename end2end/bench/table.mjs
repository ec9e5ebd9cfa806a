// Rows of figures as a table of text.

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
