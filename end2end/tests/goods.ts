// A small company, made over the REST interface: what a journey starts from.
import { checkDigit, jan } from './barcode';
import { COMPANY } from './journey';
import type { Server } from './server';

/** `name` is both names of an item, as every screen says them. */
export const TEA = { code: 'TEA-01', name: '煎茶 100g', jan: jan('490123456789'), case: `1490123456789${checkDigit('1490123456789')}` };
export const CUP = { code: 'CUP-01', name: '湯呑み 青', jan: jan('490200000001') };
export const W1 = { code: 'W1', name: '東京倉庫' };
export const SHELF = 'A-01-01';
export const OTHER_SHELF = 'A-01-02';

/** Warehouse, two shelves, two items; the tea also comes in cases of twelve. */
export async function stocked(server: Server, company = COMPANY) {
  const post = (path: string, body: unknown) => server.api(company, 'POST', path, body);
  await post('/warehouses', W1);
  for (const code of [SHELF, OTHER_SHELF]) await post('/locations', { warehouse: W1.code, code });
  await post('/items', {
    code: TEA.code,
    ...bothNames(TEA.name),
    unit: '袋',
    barcodes: [
      { code: TEA.jan, quantity: 1 },
      { code: TEA.case, quantity: 12 },
    ],
  });
  await post('/items', { code: CUP.code, ...bothNames(CUP.name), unit: '個', barcodes: [{ code: CUP.jan, quantity: 1 }] });
}

function bothNames(title: string) {
  const [name, name2] = title.split(' ');
  return { name, name2 };
}

/** Goods that came without a plan. */
export const receive = (server: Server, item: string, quantity: number, location = SHELF, company = COMPANY) =>
  server.api(company, 'POST', '/receipts', { warehouse: W1.code, lines: [{ item, quantity, location }] });

/** A slip of goods to come; gives its number. */
export async function receivingOrder(server: Server, lines: { item: string; quantity: number }[], company = COMPANY): Promise<string> {
  const body = { warehouse: W1.code, supplier: { name: '静岡製茶' }, original_number: 'PO-1001', lines };
  return (await server.api(company, 'POST', '/receiving-orders', body)).number;
}

/** A slip of goods to go; gives its number. */
export async function shippingOrder(server: Server, lines: { item: string; quantity: number }[], company = COMPANY): Promise<string> {
  const body = { warehouse: W1.code, customer: { name: '喫茶 みどり' }, original_number: 'SO-2001', lines };
  return (await server.api(company, 'POST', '/shipping-orders', body)).number;
}

/** On hand and allocated of an item over all shelves. */
export async function stockOf(server: Server, item: string, company = COMPANY) {
  const { data } = await server.api(company, 'GET', `/stock?item=${item}`);
  const sum = (name: 'on_hand' | 'allocated') => data.reduce((total: number, row: Record<string, number>) => total + row[name], 0);
  return { on_hand: sum('on_hand'), allocated: sum('allocated') };
}

/** The address of a screen of the warehouse. */
export const at = (...parts: string[]) => `/w/${W1.code}/${parts.join('/')}`;
