// Stock: every figure opens exactly what makes it, goods are moved and corrected by the screens.
import type { Locator, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { fill, send } from './form';
import { OTHER_SHELF, SHELF, TEA, at, receive, receivingOrder, shippingOrder, stockOf, stocked } from './goods';
import { accessible, expect, hydrated, pictures, signIn, test } from './journey';
import type { Server } from './server';

/** 30 on one shelf, 5 on the other; 14 are held, 100 wanted, 6 expected. */
async function busy(server: Server) {
  await stocked(server);
  await receive(server, TEA.code, 30);
  await receive(server, TEA.code, 5, OTHER_SHELF);
  const order = await shippingOrder(server, [{ item: TEA.code, quantity: 14 }]);
  await server.api('kura', 'POST', `/shipping-orders/${order}/allocate`, {});
  await shippingOrder(server, [{ item: TEA.code, quantity: 100 }]);
  await receivingOrder(server, [{ item: TEA.code, quantity: 6 }]);
}

const number = (text: string) => Number(text.replaceAll(',', '').replace('+', ''));

/** The sum of a column of a table. */
async function sum(table: Locator, column: string): Promise<number> {
  const cells = await table.locator(`tbody td[data-label="${column}"]`).allInnerTexts();
  return cells.reduce((total, cell) => total + number(cell), 0);
}

/** The figure that the explanation is about. */
async function explained(page: Page): Promise<number> {
  return number((await page.locator('[data-sum]').getAttribute('data-sum')) ?? 'none');
}

const part = (page: Page, name: string) => page.locator(`[data-explains=${name}]`);

test('every figure of an item is the sum of what its explanation lists', async ({ page, server }) => {
  await busy(server);
  await signIn(page);
  await page.goto(at('stock'));
  await hydrated(page);
  await accessible(page);
  await pictures(page, 'stock-items');
  for (const [figure, quantity, list, column] of [
    ['現在庫', 35, 'on_hand', '増減'],
    ['引当済', 14, 'allocated', '引当済'],
    ['出荷可能', 21, 'balances', '出荷可能'],
    ['入荷予定', 6, 'incoming', '残数'],
    ['受注残', 100, 'outgoing', '残数'],
  ] as const) {
    await page.goto(at('stock'));
    await page.getByRole('link', { name: `${figure} ${quantity}`, exact: true }).click();
    await expect(page.locator('[aria-current=true].tile')).toContainText(figure);
    await expect(part(page, list).locator('tbody tr').first()).toBeVisible();
    expect(await explained(page), figure).toBe(quantity);
    expect(await sum(part(page, list), column), figure).toBe(quantity);
    await accessible(page);
  }
  await page.locator('.tile').filter({ hasText: '有効在庫' }).click();
  await expect(page.locator('.lead')).toContainText('-73');
  await pictures(page, 'stock-projected');
});

test('a figure of a shelf is explained by that shelf, lot and status alone', async ({ page, server }) => {
  await busy(server);
  await signIn(page);
  await page.goto(at('stock', 'transfer'));
  await hydrated(page);
  await fill(page, { 'lines.0.item': TEA.code, 'lines.0.from': SHELF, 'lines.0.to': SHELF, 'lines.0.quantity': '3' });
  await page.locator('[name="lines.0.to_status"]').selectOption('hold');
  await send(page, '移動を確定する');

  await page.goto(at('stock', 'locations'));
  await hydrated(page);
  await accessible(page);
  await pictures(page, 'stock-locations');
  const rows = page.locator('tbody tr').filter({ hasText: SHELF });
  for (const [status, figure, quantity, list, column] of [
    ['良品', '現在庫', 27, 'on_hand', '増減'],
    ['良品', '引当済', 14, 'allocated', '引当済'],
    ['保留', '現在庫', 3, 'on_hand', '増減'],
  ] as const) {
    await page.goto(at('stock', 'locations'));
    await rows.filter({ hasText: status }).getByRole('link', { name: `${figure} ${quantity}`, exact: true }).click();
    await expect(page.locator('.scope')).toContainText(SHELF);
    await expect(page.locator('.scope')).toContainText(status);
    await expect(part(page, list).locator('tbody tr').first()).toBeVisible();
    expect(await explained(page), status).toBe(quantity);
    expect(await sum(part(page, list), column), status).toBe(quantity);
    await expect(part(page, list).getByText(OTHER_SHELF)).toHaveCount(0);
    await accessible(page);
  }
  await pictures(page, 'stock-balance');
});

test('goods are moved and corrected', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 10);
  await signIn(page);
  await page.goto(at('stock', 'locations'));
  await hydrated(page);
  await page.getByRole('link', { name: '現在庫 10', exact: true }).click();
  expect(await explained(page)).toBe(10);
  await page.getByRole('link', { name: '在庫移動' }).last().click();
  await expect(page.locator('[name="lines.0.from"]')).toHaveValue(SHELF);
  await fill(page, { 'lines.0.to': OTHER_SHELF, 'lines.0.quantity': '4' });
  await accessible(page);
  await pictures(page, 'stock-transfer');
  await send(page, '移動を確定する');
  await expect(page.locator('tbody tr')).toHaveCount(2);
  // The code of the warehouse keeps its capitals, and what is no slip number finds nothing rather than everything.
  await page.locator('[name=slip]').fill('伝票なし');
  await page.locator('[name=slip]').press('Enter');
  await page.waitForURL((url) => url.pathname === at('stock', 'slips') && url.searchParams.get('slip') === '伝票なし');
  await expect(page.getByText('この伝票番号の入出庫履歴はありません')).toBeVisible();
  await expect(page.locator('tbody tr')).toHaveCount(0);

  await page.goto(at('stock', 'adjust'));
  await hydrated(page);
  await fill(page, { 'lines.0.item': TEA.code, 'lines.0.location': OTHER_SHELF, 'lines.0.quantity': '-1', note: '袋が破れていた' });
  await page.locator('[name=reason]').selectOption('damage');
  await accessible(page);
  await send(page, '調整を確定する');
  await expect(page.locator('tbody tr')).toContainText('破損 / 袋が破れていた');
  await expect(page.locator('tbody tr')).toContainText(TEA.name);
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 9, allocated: 0 });
  const { data } = await server.api('kura', 'GET', `/stock?item=${TEA.code}&location=${OTHER_SHELF}`);
  expect(data[0].on_hand).toBe(3);
});

test('stock is sorted, and saved as a file', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 10);
  await signIn(page);
  await page.goto(at('stock?show=all'));
  await hydrated(page);
  const first = page.locator('tbody tr').first();
  await expect(first).toContainText('CUP-01');
  await page.getByRole('columnheader', { name: '品目コード' }).getByRole('link').click();
  await expect(first).toContainText(TEA.code);
  expect(await saved(page)).toContain(`${TEA.code},${TEA.name.replace(' ', ',')},10,0,10,`);
  await page.goto(at('stock', 'locations'));
  await hydrated(page);
  expect(await saved(page)).toContain(SHELF);
});

/** What the button saves as CSV. */
async function saved(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV（UTF-8）' }).click();
  return readFileSync(await (await download).path(), 'utf8');
}
