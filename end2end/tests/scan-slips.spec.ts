// Two slips never mix, and what was scanned is neither lost nor counted twice, whatever the line and the browser do.
import type { Page } from '@playwright/test';
import { SHELF, TEA, W1, at, receive, receivingOrder, shippingOrder, stockOf, stocked } from './goods';
import { COMPANY, accessible, expect, expectComplaint, hydrated, listening, pictures, refusals, signIn, test } from './journey';
import type { Server } from './server';
import { PHONE, burst, listen, outcomeOf, pressable, signalled } from './scanner';

test.use(PHONE);

const received = async (server: Server, number: string) =>
  (await server.api(COMPANY, 'GET', `/receiving-orders/${number}`)).lines[0].received;
const checked = async (server: Server, number: string) =>
  (await server.api(COMPANY, 'GET', `/shipping-orders/${number}`)).lines[0].checked;

async function opened(page: Page, path: string) {
  await page.goto(path);
  await hydrated(page);
  await expect(page.locator('#scan')).toBeFocused();
}

/** An order that holds tea; gives its number. */
async function held(server: Server, quantity: number) {
  const number = await shippingOrder(server, [{ item: TEA.code, quantity }]);
  await server.api(COMPANY, 'POST', `/shipping-orders/${number}/allocate`, {});
  return number;
}

test('a slip is not changed while goods of another are unconfirmed, and never takes them over', async ({ page, server }) => {
  await stocked(server);
  const first = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);
  const second = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await listen(page);
  await signIn(page);
  await opened(page, `/scan/receive/${first}`);
  const refused = refusals(page);
  await burst(page, SHELF, TEA.jan, TEA.jan);
  await expect(outcomeOf(page)).toContainText('→ 2 / 3');
  expect(refused, 'the label of a shelf is no error of the page').toEqual([]);
  // What follows may be meant for either slip, so it counts nowhere until somebody has said what to do.
  await burst(page, second, TEA.jan);
  await expect(outcomeOf(page).locator('.scan-refused')).toContainText('数えていません');
  await signalled(page, 'refused');
  await expect(page).toHaveURL(`/scan/receive/${first}`);
  await expect(page.getByLabel(`${TEA.name} の数量`)).toHaveValue('2');
  await accessible(page);
  await pressable(page);
  await pictures(page, 'scan-confirm-first');
  // The code of the slip itself goes on with it.
  await burst(page, first, TEA.jan);
  await expect(outcomeOf(page)).toContainText('→ 3 / 3');
  await burst(page, second);
  await page.getByRole('button', { name: `確定して ${second} を開く` }).click();
  await page.waitForURL(`/scan/receive/${second}`);
  await expect(page.locator('.scan-head')).toContainText(second);
  await expect(page.getByText('スキャン済み')).toBeHidden();
  await expect(page.locator('#shelf'), 'no shelf goes along').toHaveValue('');
  expect([await received(server, first), await received(server, second)]).toEqual([3, 0]);

  await burst(page, SHELF, TEA.jan, TEA.jan);
  await expect(outcomeOf(page)).toContainText('→ 2 / 5');
  await page.getByRole('button', { name: '入荷を確定' }).click();
  await expect(outcomeOf(page)).toContainText('入荷しました');
  expect([await received(server, first), await received(server, second)]).toEqual([3, 2]);
  // With nothing unconfirmed the next slip opens at once, and what follows counts there.
  await burst(page, first);
  await page.waitForURL(`/scan/receive/${first}`);
});

test('scans behind the code of another slip count there, however slow the line is', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 20);
  const [first, second] = [await held(server, 5), await held(server, 5)];
  await signIn(page);
  await opened(page, `/scan/check/${first}`);
  await page.route('**/fn/shipping/check', async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  await burst(page, TEA.jan, TEA.jan, second, TEA.jan, TEA.jan, TEA.jan);
  await page.waitForURL(`/scan/check/${second}`);
  await expect(outcomeOf(page)).toContainText('→ 3 / 5');
  await expect(page.locator('.scan-head')).toContainText(second);
  expect([await checked(server, first), await checked(server, second)]).toEqual([2, 3]);
});

test('a scan that is on its way when the slip changes counts there', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 20);
  const [first, second] = [await held(server, 5), await held(server, 5)];
  await signIn(page);
  await opened(page, `/scan/check/${first}`);
  await burst(page, second);
  // About as fast as a slow scanner types: it is not done when the other page could be there.
  await page.keyboard.type(TEA.jan, { delay: 20 });
  await page.keyboard.press('Enter');
  await page.waitForURL(`/scan/check/${second}`);
  await expect(outcomeOf(page)).toContainText('→ 1 / 5');
  expect([await checked(server, first), await checked(server, second)]).toEqual([0, 1]);
});

test('one step back takes back what that scan counted, and nothing else', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 40);
  const number = await held(server, 40);
  await signIn(page);
  await opened(page, `/scan/check/${number}`);
  await burst(page, TEA.jan, TEA.case, TEA.jan, TEA.case);
  await expect(outcomeOf(page)).toContainText('→ 26 / 40');
  const back = page.getByRole('button', { name: '1つ戻す' });
  for (const left of [14, 13, 1]) {
    await back.click();
    await expect.poll(() => checked(server, number)).toBe(left);
    await expect(page.locator('.scan-progress')).toContainText(`${left} / 40`);
    await expect(back).toBeEnabled();
  }
});

test('a receipt whose answer is lost is sent again and counts once', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 9 }]);
  await signIn(page);
  await opened(page, `/scan/receive/${number}`);
  await burst(page, SHELF, TEA.jan, TEA.jan);
  await expect(outcomeOf(page)).toContainText('→ 2 / 9');
  expectComplaint(page, /ERR_FAILED|503|Failed to (load|fetch)/);
  let times = 0;
  await page.route('**/fn/receiving/receive', async (route) => {
    times += 1;
    // It arrives each time; the first answer is lost, the second is a page of something before the server.
    const answer = await route.fetch();
    if (times === 1) await route.abort('failed');
    else if (times === 2) await route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503</h1>' });
    else await route.fulfill({ response: answer });
  });
  await page.getByRole('button', { name: '入荷を確定' }).click();
  await expect(outcomeOf(page)).toContainText('入荷しました', { timeout: 20_000 });
  expect(times).toBe(3);
  expect((await stockOf(server, TEA.code)).on_hand).toBe(2);
});

test('a check whose answer is lost counts once, on the phone and at the desk', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 20);
  const number = await held(server, 9);
  await signIn(page);
  expectComplaint(page, /ERR_FAILED|Failed to (load|fetch)/);
  let lost = false;
  await page.route('**/fn/shipping/check', async (route) => {
    const answer = await route.fetch();
    lost = !lost;
    if (lost) await route.abort('failed');
    else await route.fulfill({ response: answer });
  });
  await opened(page, `/scan/check/${number}`);
  await burst(page, TEA.jan, TEA.jan);
  await expect(outcomeOf(page)).toContainText('→ 2 / 9', { timeout: 20_000 });
  await opened(page, `/w/${W1.code}/shipping/${number}/check`);
  await burst(page, TEA.jan, TEA.jan);
  await expect(outcomeOf(page)).toContainText('→ 4 / 9', { timeout: 20_000 });
  expect(await checked(server, number)).toBe(4);
});

test('what was scanned outlives a reload and a link, and leaving is warned of', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 9 }]);
  await signIn(page);
  await opened(page, `/scan/receive/${number}`);
  await burst(page, SHELF, TEA.jan, TEA.case, TEA.jan);
  await expect(outcomeOf(page)).toContainText('→ 2 / 9');
  const asked: string[] = [];
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await page.reload();
  await hydrated(page);
  expect(asked).toEqual(['beforeunload']);
  await expect(outcomeOf(page)).toContainText('復元しました');
  const quantity = page.getByLabel(`${TEA.name} の数量`);
  await expect(quantity).toHaveValue('2');
  await page.locator('.scan-back').click();
  await page.waitForURL(/\/scan\/receive(\?|$)/);
  await expect(page.locator('.scan-choices')).toContainText('未完了のスキャンあり');
  await accessible(page);
  await pictures(page, 'scan-unfinished');
  await page.getByRole('link', { name: number }).click();
  await expect(quantity).toHaveValue('2');
  await page.getByRole('button', { name: '入荷を確定' }).click();
  await expect(outcomeOf(page)).toContainText('入荷しました');
  expect((await stockOf(server, TEA.code)).on_hand).toBe(2);
  // Nothing is left to warn of.
  await page.reload();
  await hydrated(page);
  expect(asked).toEqual(['beforeunload']);
  await expect(page.getByText('スキャン済み')).toBeHidden();
});

test('scans that the line holds up outlive a reload and count once', async ({ page, server, context }) => {
  await stocked(server);
  await receive(server, TEA.code, 20);
  const number = await held(server, 9);
  await signIn(page);
  await opened(page, `/scan/check/${number}`);
  expectComplaint(page, /ERR_FAILED|ERR_ABORTED|Failed to (load|fetch)|network/i);
  // The first arrives and its answer is lost; the others wait behind it.
  await page.route('**/fn/shipping/check', async (route) => {
    await route.fetch().catch(() => {});
    await route.abort('failed').catch(() => {});
  });
  await burst(page, TEA.jan, TEA.jan, TEA.jan);
  await expect(page.getByText('接続が切れています')).toBeVisible();
  await page.reload();
  await page.unroute('**/fn/shipping/check');
  await hydrated(page);
  await expect(outcomeOf(page)).toContainText('→ 3 / 9', { timeout: 20_000 });
  expect(await checked(server, number)).toBe(3);
  expect(context.pages()).toHaveLength(1);
});

test('slips of the warehouse are offered, and appear as they come', async ({ page, server }) => {
  await stocked(server);
  await server.api(COMPANY, 'POST', '/warehouses', { code: 'W2', name: '大阪倉庫' });
  await receive(server, TEA.code, 20);
  await signIn(page);
  await opened(page, `/scan/check?warehouse=${W1.code}`);
  await expect(page.getByText('対象の伝票はありません')).toBeVisible();
  const number = await held(server, 2);
  await expect(page.getByRole('link', { name: number })).toBeVisible();
  await pressable(page);
  await accessible(page);
  await pictures(page, 'scan-warehouses');
  await page.getByRole('link', { name: '大阪倉庫' }).click();
  await page.waitForURL(/warehouse=W2/);
  await expect(page.getByRole('link', { name: number })).toBeHidden();
  await opened(page, `/scan/check/${number}`);
  await server.api(COMPANY, 'POST', `/shipping-orders/${number}/check`, { barcode: TEA.jan });
  await expect(page.locator('.scan-progress'), 'somebody else checks').toContainText('1 / 2');
});

test('what comes in goes out again on one phone, and a press on a figure explains it', async ({ page, server }) => {
  await stocked(server);
  const coming = await receivingOrder(server, [{ item: TEA.code, quantity: 12 }]);
  const going = await shippingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await signIn(page);
  await opened(page, `/scan/receive/${coming}`);
  await burst(page, SHELF, TEA.case);
  await expect(outcomeOf(page)).toContainText('→ 12 / 12');
  await page.getByRole('button', { name: '入荷を確定' }).click();
  await expect(outcomeOf(page)).toContainText('入荷しました');

  await opened(page, `/scan/check/${going}`);
  await page.getByRole('link', { name: '伝票を開いて引き当てる' }).click();
  await page.waitForURL(at('shipping', going));
  await page.getByRole('button', { name: '引き当てる' }).click();
  await expect(page.getByRole('link', { name: '検品する' })).toBeVisible();

  await opened(page, `/scan/check/${going}`);
  await burst(page, ...Array(5).fill(TEA.jan));
  await expect(outcomeOf(page)).toContainText('すべて検品できました');
  await page.getByRole('button', { name: '出荷する' }).click();
  await expect(outcomeOf(page)).toContainText('出荷しました');

  await page.goto('/scan/look-up');
  await listening(page);
  await burst(page, TEA.jan);
  const figure = page.locator('.scan-quantities').getByRole('link').first();
  await expect(figure).toHaveText('7');
  await receive(server, TEA.code, 3);
  await expect(figure, 'somebody else receives').toHaveText('10');
  await pressable(page);
  await accessible(page);
  await pictures(page, 'scan-look-up-figures');
  await figure.click();
  await page.waitForURL(/\/stock\/explain\?/);
  await expect(page.locator('main')).toContainText('現在庫 10');
});
