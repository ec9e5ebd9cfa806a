// The connection is lost in the middle of the work: nothing typed is lost, nothing counts twice.
import { SHELF, TEA, at, receivingOrder, stockOf, stocked } from './goods';
import { expect, expectComplaint, hydrated, pictures, signIn, test } from './journey';

test('a receipt sent into a lost connection is sent again and counts once', async ({ page, context, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 2 }]);
  await signIn(page);
  await page.goto(at('receiving', number, 'receive'));
  await hydrated(page);
  await page.locator('#scan').fill(TEA.jan);
  await page.locator('#scan').press('Enter');
  await expect(page.locator('.scan-outcome')).toContainText('→ 1');
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');

  expectComplaint(page, /Failed to load resource|ERR_|offline/i);
  const confirm = page.getByRole('button', { name: '入荷を確定する' });
  // The server takes the receipt, but its answer never arrives.
  await page.route('**/fn/receiving/receive', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await confirm.click();
  await expect(page.getByRole('alert').first()).toContainText('接続');
  await pictures(page, 'connection-lost');
  await page.unroute('**/fn/receiving/receive');
  await context.setOffline(true);
  await confirm.click();
  await expect(page.getByRole('alert').first()).toContainText('接続');
  await context.setOffline(false);
  await confirm.click();
  await page.waitForURL(/\/receipts\//);
  expect((await stockOf(server, TEA.code)).on_hand).toBe(1);
});
