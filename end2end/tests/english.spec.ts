// The same work in English: the choice holds on every page and in what the server refuses.
import { SHELF, TEA, CUP, at, receivingOrder, stockOf, stocked } from './goods';
import { accessible, expect, expectComplaint, hydrated, pictures, signIn, test } from './journey';

test('goods are received in English', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await signIn(page);
  await page.goto(at('receiving'));
  await hydrated(page);
  await page.getByRole('button', { name: 'ユーザーメニュー' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page).toHaveURL(new RegExp(at('receiving')));
  await expect(page.locator('h1')).toHaveText('Receiving orders');
  await hydrated(page);
  await accessible(page);
  await pictures(page, 'english-receiving');

  await page.getByRole('link', { name: number }).click();
  await page.getByRole('link', { name: 'Receive', exact: true }).click();
  await expect(page.locator('h1')).toHaveText(`Receive ${number}`);
  await page.locator('#scan').fill(CUP.jan);
  await page.locator('#scan').press('Enter');
  await expect(page.locator('.scan-outcome')).toContainText('This item is not on the slip');
  await page.locator('#scan').fill(TEA.jan);
  await page.locator('#scan').press('Enter');
  await expect(page.locator('.scan-outcome')).toContainText('→ 1');
  expectComplaint(page, /status of 422/);
  await page.locator('[name=common-location]').fill('NOWHERE');
  await page.getByRole('button', { name: 'Post receipt' }).click();
  await expect(page.getByRole('alert').first()).toContainText('NOWHERE');
  await expect(page.getByRole('alert').first()).not.toContainText(/[ぁ-ん]/);
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');
  await page.getByRole('button', { name: 'Post receipt' }).click();
  await page.waitForURL(/\/receipts\//);
  await expect(page.getByRole('status').filter({ hasText: 'Received' })).toBeVisible();
  expect((await stockOf(server, TEA.code)).on_hand).toBe(1);
});

test('no Japanese is left on the screens of receiving, shipping and stock', async ({ page, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto('/');
  await hydrated(page);
  await page.getByRole('button', { name: 'ユーザーメニュー' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const receiving = ['receiving', 'receiving/new', 'receiving/unplanned', 'receipts'];
  const stock = ['stock/locations', 'stock/slips', 'stock/adjust'];
  const paths = [...receiving, 'shipping', 'shipping/new', 'shipments', ...stock];
  for (const path of paths) {
    await page.goto(at(path));
    await hydrated(page);
    expect(await page.locator('main').innerText(), path).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
    await accessible(page);
  }
});
