// The hand scanner of the scan pages: it types faster than anybody, at any moment, and nothing is lost.
import type { Page } from '@playwright/test';
import { CUP, SHELF, TEA, W1, receive, receivingOrder, shippingOrder, stockOf, stocked } from './goods';
import { COMPANY, accessible, expect, hydrated, loseLine, pictures, signIn, test } from './journey';
import { PHONE, burst, pressable } from './scanner';

test.use(PHONE);

async function openCheck(page: Page, server: Parameters<typeof stocked>[0], quantity: number) {
  await stocked(server);
  await receive(server, TEA.code, quantity);
  const number = await shippingOrder(server, [{ item: TEA.code, quantity }]);
  await server.api(COMPANY, 'POST', `/shipping-orders/${number}/allocate`, {});
  await signIn(page);
  await page.goto(`/scan/check/${number}`);
  await hydrated(page);
  await expect(page.locator('#scan')).toBeFocused();
  return number;
}

test('bursts at full speed are counted one by one, also while the line is slow', async ({ page, server }) => {
  await openCheck(page, server, 40);
  await page.route('**/fn/shipping/check', async (route) => {
    await new Promise((done) => setTimeout(done, 60));
    await route.continue();
  });
  await burst(page, ...Array(20).fill(TEA.jan));
  // The focus is elsewhere when the next ones come.
  await page.getByRole('button', { name: 'カメラを使う' }).focus();
  await burst(page, ...Array(4).fill(TEA.jan));
  await expect(page.locator('.scan-outcome')).toContainText('→ 24 / 40', { timeout: 20_000 });
});

test('a scan in flight survives a lost line', async ({ page, server, context }) => {
  await openCheck(page, server, 3);
  await loseLine(page);
  await burst(page, TEA.jan, TEA.jan);
  await expect(page.getByText('接続が切れています')).toBeVisible();
  await context.setOffline(false);
  await expect(page.locator('.scan-outcome')).toContainText('→ 2 / 3');
});

test('a wrong item and too many are refused in red, and the last scan is taken back', async ({ page, server }) => {
  await openCheck(page, server, 2);
  const outcome = page.locator('.scan-outcome');
  await burst(page, CUP.jan);
  await expect(outcome.locator('.scan-refused')).toBeVisible();
  await accessible(page);
  await pictures(page, 'scan-check-refused');
  await burst(page, TEA.jan, TEA.jan);
  await expect(outcome).toContainText('すべて検品できました');
  await burst(page, TEA.jan);
  await expect(outcome.locator('.scan-refused')).toBeVisible();
  await page.getByRole('button', { name: '1つ戻す' }).click();
  await expect(outcome).toContainText('取り消しました');
  await burst(page, TEA.jan);
  await expect(outcome).toContainText('→ 2 / 2');
});

test('loose pieces are counted with one scan, and the next one counts once', async ({ page, server }) => {
  await openCheck(page, server, 101);
  const times = page.getByLabel('まとめて数える回数');
  await times.fill('100');
  await times.press('Enter');
  await expect(page.locator('#scan')).toBeFocused();
  await burst(page, TEA.jan, TEA.jan);
  await expect(page.locator('.scan-outcome')).toContainText('→ 101 / 101');
  await expect(times).toHaveValue('');
  await times.fill('0');
  await times.press('Enter');
  await expect(page.locator('#scan')).toBeFocused();
  await burst(page, TEA.jan);
  await expect(page.locator('.scan-refused')).toContainText('数えていません');
});

test('what is short is shown, and stays behind only after a question', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 9);
  const number = await shippingOrder(server, [
    { item: TEA.code, quantity: 2 },
    { item: CUP.code, quantity: 3 },
  ]);
  await server.api(COMPANY, 'POST', `/shipping-orders/${number}/allocate`, {});
  await signIn(page);
  await page.goto(`/scan/check/${number}`);
  await hydrated(page);
  await expect(page.locator('.scan-lines')).toContainText('欠品 3 個');
  await pressable(page);
  await pictures(page, 'scan-check-short');
  await burst(page, TEA.jan, TEA.jan);
  await expect(page.locator('.scan-outcome')).toContainText('→ 2 / 2');
  await page.getByRole('button', { name: '出荷する' }).click();
  const question = page.getByRole('dialog', { name: '一部だけ出荷しますか？' });
  await expect(question).toContainText('3 は伝票に残します');
  await accessible(page);
  expect((await stockOf(server, TEA.code)).on_hand).toBe(9);
  await question.getByRole('button', { name: '検品済みの分だけ出荷する' }).click();
  await expect(page.locator('.scan-outcome')).toContainText('出荷しました');
  expect((await stockOf(server, TEA.code)).on_hand).toBe(7);
});

test('more than planned that was typed is received when it is meant, and only then', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);
  await signIn(page);
  await page.goto(`/scan/receive/${number}`);
  await hydrated(page);
  await expect(page.locator('#scan')).toBeFocused();
  await burst(page, SHELF, TEA.jan);
  const outcome = page.locator('.scan-outcome');
  await expect(outcome).toContainText('→ 1 / 3');
  const quantity = page.getByLabel(`${TEA.name} の数量`);
  await quantity.fill('5');
  await quantity.blur();
  const confirm = page.getByRole('button', { name: '入荷を確定' });
  await confirm.click();
  await expect(outcome.locator('.scan-refused')).toBeVisible();
  const allow = page.getByRole('button', { name: '予定を超えて入荷する' });
  const allowed = page.getByText('予定数を超えた分も');
  await allow.click();
  await expect(allowed).toBeVisible();
  await page.getByRole('button', { name: '予定数までに戻す' }).click();
  await expect(allowed).toBeHidden();
  await confirm.click();
  await allow.click();
  await confirm.click();
  await expect(outcome).toContainText('入荷しました');
  await expect(allowed).toBeHidden();
  expect((await stockOf(server, TEA.code)).on_hand).toBe(5);
});

test('goods are received onto a scanned shelf, a GS1 code brings its lot and another lot is asked for', async ({ page, server }) => {
  await stocked(server);
  const MILK = { code: 'MILK', jan: '4912345678904' };
  const milk = { code: MILK.code, name: '牛乳', unit: '本', lot_managed: true, expiry: 'use_by', barcodes: [{ code: MILK.jan, quantity: 1 }] };
  await server.api(COMPANY, 'POST', '/items', milk);
  const number = await receivingOrder(server, [
    { item: TEA.code, quantity: 30 },
    { item: MILK.code, quantity: 5 },
  ]);
  await signIn(page);
  await page.goto('/scan/receive');
  await hydrated(page);
  await accessible(page);
  await pressable(page);
  await pictures(page, 'scan-choose');
  await burst(page, number);
  await page.waitForURL(`/scan/receive/${number}`);
  const outcome = page.locator('.scan-outcome');
  await burst(page, TEA.jan);
  await expect(outcome.locator('.scan-refused')).toContainText('先に入庫先の棚');
  // A burst that begins while a choice has the focus is a scan all the same, and does not choose.
  await page.locator('#shelf').focus();
  await burst(page, SHELF);
  await expect(outcome).toContainText('入庫先に設定しました');
  await expect(page.locator('#shelf')).toHaveValue(SHELF);
  await expect(page.locator('#scan')).toBeFocused();
  await burst(page, TEA.case, TEA.case, TEA.case);
  await expect(outcome.locator('.scan-refused')).toContainText('残り 6');
  await burst(page, `(01)0${MILK.jan}(17)280131(10)L-7`);
  await expect(outcome).toContainText('→ 1 / 5');
  await burst(page, MILK.jan);
  await expect(outcome.locator('.warning'), 'nothing counts yet').toBeVisible();
  await page.locator('#lot-number').fill('L-8');
  await page.locator('#lot-date').fill('2028-02-29');
  await accessible(page);
  await pictures(page, 'scan-receive-lot');
  await page.getByRole('button', { name: '決定' }).click();
  await expect(outcome).toContainText('→ 2 / 5');
  await pressable(page);
  await pictures(page, 'scan-receive');
  await page.getByRole('button', { name: '入荷を確定' }).click();
  await expect(outcome).toContainText('入荷しました');
  expect((await stockOf(server, TEA.code)).on_hand).toBe(24);
  const { data } = await server.api(COMPANY, 'GET', `/stock?item=${MILK.code}&warehouse=${W1.code}`);
  expect(data.map((row: { lot?: { number?: string } }) => row.lot?.number).sort()).toEqual(['L-7', 'L-8']);
});

test('an unknown code is attached to an item and counts at once', async ({ page, server }) => {
  await openCheck(page, server, 2);
  await burst(page, 'HAKO-7');
  await expect(page.getByRole('heading', { name: '登録されていないバーコード' })).toBeVisible();
  await page.locator('#unknown-search').fill(TEA.code);
  await page.getByRole('button', { name: '検索' }).click();
  await page.getByRole('button', { name: TEA.name }).click();
  await expect(page.locator('.scan-outcome')).toContainText('→ 1 / 2');
});

test('the start leads on, and says what to do where there is no camera', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 7);
  await signIn(page);
  await page.goto('/scan');
  await hydrated(page);
  await accessible(page);
  await pressable(page);
  await pictures(page, 'scan-start');
  await burst(page, TEA.jan);
  await page.waitForURL(/look-up/);
  await expect(page.getByText('現在庫')).toBeVisible();
  await page.getByRole('button', { name: 'カメラを使う' }).click();
  await expect(page.getByText('カメラが見つかりません')).toBeVisible();
  await accessible(page);
  await pressable(page);
  await pictures(page, 'scan-look-up');
});
