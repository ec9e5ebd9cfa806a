// The goals of the project for speed, and how far the figures come: one line a goal.

const GROWTH_MAX = 1.5;
const BARE_MIN = 0.7;
const BATCH_MIN = 5;
const CONTENT_MAX_MS = 1200;
const INTERACTIVE_MAX_MS = 2500;
const SHIFT_MAX = 0.02;
/** InvenTree 1.2.0-dev on two cores with PostgreSQL, 10,000 items and 32 clients: requests a second, and how often that. */
const INVENTREE = { 'stock of a warehouse': { per_second: 5.9, times: 300 }, transfer: { per_second: 13.8, times: 150 } };

const line = (name, figure, goal, reached) => ({ goal: name, figure: Math.round(figure * 100) / 100, wanted: goal, reached });
const find = (rows, request, clients) => rows.find((row) => row.request === request && row.clients === clients);

/** Lists and searches among many items beside the same among few. */
function growth(few, many) {
  const read = many.requests.filter((row) => /^(items|search)/.test(row.request));
  return read.map((row) => {
    const times = row.p99_ms / find(few.requests, row.request, row.clients).p99_ms;
    const name = `${many.engine}: p99 of "${row.request}", ${row.clients} clients, ${many.items} items to ${few.items}`;
    return line(name, times, `≤ ${GROWTH_MAX}`, times <= GROWTH_MAX);
  });
}

function company({ engine, items, requests, bare, batch_of_one: single, beside_inventree: beside }) {
  const name = (text) => `${engine}, ${items} items: ${text}`;
  const lists = bare.map((row) => {
    const part = find(requests, 'items, first page', row.clients).per_second / row.per_second;
    return line(name(`list to the bare handler, ${row.clients} clients`), part, `≥ ${BARE_MIN}`, part >= BARE_MIN);
  });
  const shared = single.map((row) => {
    const times = find(requests, row.request, row.clients).per_second / row.per_second;
    return line(name(`${row.request}s to a batch of one, ${row.clients} clients`), times, `≥ ${BATCH_MIN}`, times >= BATCH_MIN);
  });
  const others = beside.map((row) => {
    const { per_second: theirs, times: wanted } = INVENTREE[row.request];
    const times = row.per_second / theirs;
    return line(name(`"${row.request}" to InvenTree's, ${row.clients} clients`), times, `≥ ${wanted}`, times >= wanted);
  });
  return [...lists, ...shared, ...others];
}

/** What is measured beside InvenTree's figures. */
export const BESIDE_INVENTREE = { requests: Object.keys(INVENTREE), clients: 32 };

/** A page over a slow line. */
function page({ page: path, content_ms: content, interactive_ms: interactive, shift }) {
  return [
    line(`slow line: content of ${path}, ms`, content, `≤ ${CONTENT_MAX_MS}`, content <= CONTENT_MAX_MS),
    line(`slow line: ${path} is interactive, ms`, interactive, `≤ ${INTERACTIVE_MAX_MS}`, interactive <= INTERACTIVE_MAX_MS),
    line(`slow line: layout shift of ${path}`, shift, `≤ ${SHIFT_MAX}`, shift <= SHIFT_MAX),
  ];
}

export function goals({ line: slow, companies }) {
  const pairs = companies.flatMap((many) => {
    const few = companies.find(({ engine, items }) => engine === many.engine && items < many.items);
    return few ? growth(few, many) : [];
  });
  return [...slow.flatMap(page), ...companies.flatMap(company), ...pairs];
}

export function told({ goal, figure, wanted, reached }) {
  return `${reached ? '  ' : '✗ '}${goal}: ${figure} (${wanted})`;
}
