// The requests that are measured, made from what the company holds.

const PAGE = 500;
const PLENTY = 1_000_000;
const query = (values) => new URLSearchParams(values).toString();

/** The two letters in a row that most of the names have. */
function commonest(names) {
  const counts = new Map();
  for (const name of names) {
    const pairs = new Set([...name].map((letter, place) => letter + ([...name][place + 1] ?? '')).filter((pair) => pair.length > 1));
    for (const pair of pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}

/** Cursors of pages in the middle of the list of items. */
async function middle(server) {
  let page = await server.api('GET', `/items?${query({ limit: PAGE })}`);
  const items = [...page.data];
  for (let seen = PAGE; page.next && seen < server.items / 2; seen += PAGE) {
    page = await server.api('GET', `/items?${query({ limit: PAGE, cursor: page.next })}`);
    if (items.length < 10 * PAGE) items.push(...page.data);
  }
  return { items, cursor: page.next };
}

const line = ({ item, location, lot, status }) => ({ item, location, lot, status });

export async function workload(server) {
  const { items, cursor } = await middle(server);
  const stock = (await server.api('GET', `/stock?${query({ limit: PAGE })}`)).data;
  const places = new Map();
  for (const row of stock) places.set(row.warehouse, (places.get(row.warehouse) ?? new Set()).add(row.location));

  const rows = stock.filter((row) => places.get(row.warehouse).size > 1).slice(0, 200);
  const adjustment = (row, quantity) => ({ warehouse: row.warehouse, reason: 'found', lines: [{ ...line(row), quantity }] });
  for (const row of rows) await server.api('POST', '/adjustments', adjustment(row, PLENTY));
  const transfer = (row) => {
    const others = [...places.get(row.warehouse)].filter((place) => place !== row.location);
    const { location: from, ...rest } = line(row);
    const to = others[Math.floor(Math.random() * others.length)];
    return { warehouse: row.warehouse, lines: [{ ...rest, from, to, quantity: 1 }] };
  };

  const search = (text) => `GET /api/v1/items?${query({ search: text, limit: 50 })}`;
  return {
    'items, first page': [`GET /api/v1/items?${query({ limit: 50 })}`],
    'items, middle page': [`GET /api/v1/items?${query({ limit: 50, cursor })}`],
    'search, rare': items.slice(-100).map((item) => search(item.code)),
    'search, common': [search(commonest(items.map((item) => item.name)))],
    'search, no match': [search('無い品名')],
    'stock of an item': items.slice(0, 1000).map((item) => `GET /api/v1/stock?${query({ item: item.code })}`),
    'stock of a warehouse': [...places.keys()].map((warehouse) => `GET /api/v1/stock?${query({ warehouse, limit: 50 })}`),
    adjustment: rows.map((row) => `POST /api/v1/adjustments ${JSON.stringify(adjustment(row, 1))}`),
    transfer: rows.map((row) => `POST /api/v1/transfers ${JSON.stringify(transfer(row))}`),
  };
}
