// Home: each number is the length of the list that it opens.
import { TEA, W1, receive, shippingOrder, stocked } from './goods';
import { COMPANY, accessible, expect, hydrated, pictures, signIn, test } from './journey';
import type { Server } from './server';

/** The date in Tokyo, some days from now. */
const day = (days: number) => new Date(Date.now() + 9 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

/** Slips in every state that home counts. */
async function busy(server: Server) {
  await stocked(server);
  const post = (path: string, body: unknown) => server.api(COMPANY, 'POST', path, body);
  const lines = [{ item: TEA.code, quantity: 2 }];
  for (const planned_on of [day(-1), day(0), day(0), day(1), undefined]) await post('/receiving-orders', { warehouse: W1.code, planned_on, lines });
  await receive(server, TEA.code, 20);
  await receive(server, TEA.code, 1);
  const taken = await receive(server, TEA.code, 5);
  await post(`/receipts/${taken.number}/reverse`, {});
  const order = (quantity: number) => shippingOrder(server, [{ item: TEA.code, quantity }]);
  const step = (number: string, name: string, body: unknown = {}) => post(`/shipping-orders/${number}/${name}`, body);
  await order(1);
  for (let nth = 0; nth < 2; nth += 1) await step(await order(2), 'allocate');
  for (const ship of [false, true]) {
    const checked = await order(3);
    await step(checked, 'allocate');
    await step(checked, 'check', { barcode: TEA.jan, quantity: 3 });
    if (ship) await step(checked, 'ship');
  }
  await step(await order(500), 'allocate');
}

test('every number of home is the length of its list', async ({ page, server }) => {
  await busy(server);
  await signIn(page);
  await page.goto('/');
  await hydrated(page);
  await accessible(page);
  await pictures(page, 'home-busy');
  const tiles = page.locator('a.tile');
  const known: Record<string, string> = {};
  const hrefs: Record<string, string> = {};
  for (const tile of await tiles.all()) {
    const label = await tile.locator('.tile-label').innerText();
    known[label] = await tile.locator('.tile-figure').innerText();
    hrefs[label] = (await tile.getAttribute('href')) ?? '';
  }
  expect(known).toEqual({
    本日までの入荷予定: '3',
    予定日を過ぎた入荷: '1',
    入荷待ち: '5',
    本日の入荷: '3',
    引当待ち: '1',
    欠品あり: '1',
    'ピッキング・検品待ち': '2',
    出荷待ち: '1',
    本日の出荷: '1',
  });
  for (const [label, figure] of Object.entries(known)) {
    await page.goto(hrefs[label]);
    await expect(page.locator('tbody tr'), label).toHaveCount(Number(figure));
    await expect(page.locator('.pager-count'), label).toContainText(`全${figure}件`);
  }
});

test('home is about the warehouse that was worked in last', async ({ page, server }) => {
  await stocked(server);
  await server.api(COMPANY, 'POST', '/warehouses', { code: 'W9', name: '第九倉庫' });
  await signIn(page);
  await page.goto(`/w/${W1.code}/stock`);
  await hydrated(page);
  await page.goto('/w/W9/stock');
  await hydrated(page);
  await page.locator('a.mark').click();
  await expect(page.locator('a.tile').first()).toHaveAttribute('href', /^\/w\/W9\//);

  // Another warehouse is chosen on home itself, and on a list of stock.
  await page.locator('.warehouse-button').click();
  await page.locator('#menu-warehouse a', { hasText: W1.name }).click();
  await page.waitForURL((url) => url.pathname === '/' && url.searchParams.get('warehouse') === W1.code);
  await expect(page.locator('a.tile').first()).toHaveAttribute('href', /^\/w\/W1\//);
  await page.goto(`/w/${W1.code}/stock/locations`);
  await hydrated(page);
  await page.locator('.warehouse-button').click();
  await page.locator('#menu-warehouse a', { hasText: '第九倉庫' }).click();
  await page.waitForURL((url) => url.pathname === '/w/W9/stock/locations');
  await expect(page.getByText('この倉庫にはまだ在庫がありません')).toBeVisible();
});
