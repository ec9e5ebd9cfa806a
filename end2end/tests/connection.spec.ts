// The connection is lost in the middle of the work: nothing typed is lost, nothing counts twice.
import { SHELF, TEA, at, receivingOrder, stockOf, stocked } from './goods';
import type { Page } from '@playwright/test';
import { accessible, expect, expectComplaint, hydrated, listening, loseLine, pictures, signIn, test } from './journey';

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
  await loseLine(page);
  await confirm.click();
  await expect(page.getByRole('alert').first()).toContainText('接続');
  await context.setOffline(false);
  await confirm.click();
  await page.waitForURL(/\/receipts\//);
  expect((await stockOf(server, TEA.code)).on_hand).toBe(1);
});

/** The form that receives against a slip, with one package scanned and a place chosen. */
async function counted(page: Page, number: string) {
  await page.goto(at('receiving', number, 'receive'));
  await hydrated(page);
  await page.locator('#scan').fill(TEA.jan);
  await page.locator('#scan').press('Enter');
  await expect(page.locator('.scan-outcome')).toContainText('→ 1');
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');
}

test('the page of a proxy about a timeout leaves the outcome open, and nothing counts twice', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await signIn(page);
  await counted(page, number);
  expectComplaint(page, /504|status of 422/);
  const confirm = page.getByRole('button', { name: '入荷を確定する' });
  await page.route('**/fn/receiving/receive', async (route) => {
    await route.fetch();
    await route.fulfill({ status: 504, contentType: 'text/html', body: '<h1>504 Gateway Time-out</h1>' });
  });
  await confirm.click();
  await expect(page.getByRole('alert').first()).toContainText('登録できたか確認できません');
  await page.unroute('**/fn/receiving/receive');

  // Something else under the same key is not taken: the form stays, and says what to do.
  await page.locator('[name=receipt-0-quantity]').fill('3');
  await confirm.click();
  await expect(page.getByRole('alert').first()).toContainText('前回の送信はすでに登録されています');
  await expect(page.locator('[name=receipt-0-quantity]')).toHaveValue('3');
  expect((await stockOf(server, TEA.code)).on_hand).toBe(1);
  await page.locator('[name=receipt-0-quantity]').fill('1');
  await confirm.click();
  await page.waitForURL(/\/receipts\//);
  expect((await stockOf(server, TEA.code)).on_hand).toBe(1);
});

test('a scan at the desk waits while the line is lost', async ({ page, context, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await signIn(page);
  await counted(page, number);
  await loseLine(page);
  await page.locator('#scan').fill(TEA.jan);
  await page.locator('#scan').press('Enter');
  await expect(page.getByText('接続が回復すると送信します')).toBeVisible();
  await context.setOffline(false);
  await expect(page.locator('.scan-outcome')).toContainText('→ 2');
});

test('a sound that cannot be fetched disturbs nobody', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await signIn(page);
  expectComplaint(page, /Failed to load resource|ERR_/i);
  await page.route('**/sounds/*', (route) => route.abort());
  const unheard = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/sounds/accepted.wav'));
  await counted(page, number);
  await unheard;
});

test('a lost connection is said, and what was missed comes when it is back', async ({ page, context, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto(at('receiving'));
  await listening(page);
  const banner = page.getByRole('status').filter({ hasText: 'サーバーに接続できません' });
  await expect(banner).toHaveCount(0);
  await loseLine(page);
  await expect(banner).toBeVisible();
  await accessible(page);
  await pictures(page, 'connection-banner');
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 2 }]);
  await context.setOffline(false);
  await expect(banner).toBeHidden();
  await expect(page.getByText(number)).toBeVisible();
});

test('what was asked for in vain while offline comes when the browser is online again', async ({ page, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto(at('receiving'));
  await listening(page);
  expectComplaint(page, /Failed to load resource|ERR_/i);
  // The stream outlives the short break, so it has nothing to say afterwards.
  await page.evaluate(() => window.dispatchEvent(new Event('offline')));
  await page.route('**/fn/receiving/list', (route) => route.abort());
  const inVain = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/fn/receiving/list'));
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 2 }]);
  await inVain;
  await page.unrouteAll();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(page.getByText(number)).toBeVisible();
});

test('the server comes back and the list with it', async ({ page, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto(at('shipping'));
  await hydrated(page);
  const banner = page.getByRole('status').filter({ hasText: 'サーバーに接続できません' });
  expectComplaint(page, /Failed to load resource|ERR_/);
  await server.stop();
  await expect(banner).toBeVisible();
  await server.start();
  await expect(banner).toBeHidden({ timeout: 20_000 });
});

test('an ended session keeps what was typed and offers to sign in', async ({ page, context, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await signIn(page);
  await counted(page, number);
  expectComplaint(page, /status of 401/);
  const cookies = await context.cookies();
  await context.clearCookies();
  const confirm = page.getByRole('button', { name: '入荷を確定する' });
  await confirm.click();
  await expect(page.getByRole('alert').getByRole('link', { name: 'ログイン' })).toBeVisible();
  await accessible(page);
  await context.addCookies(cookies);
  await confirm.click();
  await page.waitForURL(/\/receipts\//);
  expect((await stockOf(server, TEA.code)).on_hand).toBe(1);
});
