// Goods come in: scanned against their slip, more than planned, and taken back.
import { SHELF, TEA, CUP, at, receive, receivingOrder, shippingOrder, stockOf, stocked } from './goods';
import { accessible, expect, expectComplaint, hydrated, pictures, refusals, signIn, test } from './journey';
import type { Page } from '@playwright/test';
import type { Server } from './server';

async function scan(page: Page, ...codes: string[]) {
  for (const code of codes) {
    await page.locator('#scan').fill(code);
    await page.locator('#scan').press('Enter');
  }
}

test('a slip is received by scanning, cases count what they hold', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 14 }, { item: CUP.code, quantity: 5 }]);
  await signIn(page);
  await page.goto(at('receiving'));
  await page.getByRole('link', { name: number }).click();
  await accessible(page);
  await pictures(page, 'receiving-slip');
  await page.getByRole('link', { name: '入荷する' }).first().click();
  await hydrated(page);

  await scan(page, TEA.case, TEA.jan, CUP.jan);
  await expect(page.locator('.scan-outcome')).toContainText(`${CUP.code} ${CUP.name}`);
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');
  await accessible(page);
  await pictures(page, 'receiving-scan');
  await page.getByRole('button', { name: '入荷を確定する' }).click();

  await page.waitForURL(/\/receipts\//);
  await expect(page.getByRole('row').filter({ hasText: TEA.code })).toContainText(TEA.name);
  await accessible(page);
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 13, allocated: 0 });
  expect(await stockOf(server, CUP.code)).toEqual({ on_hand: 1, allocated: 0 });

  await page.goto(at('receiving', number));
  await expect(page.getByText('一部入荷').first()).toBeVisible();
});

test('an unknown code is refused with its reason and nothing is lost', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 2 }]);
  await signIn(page);
  const refused = refusals(page);
  await page.goto(at('receiving', number, 'receive'));
  await scan(page, TEA.jan, '4900000000009', CUP.jan, TEA.jan);
  await expect(page.locator('.scan-outcome')).toContainText('→ 2');
  expect(refused, 'a code that nobody knows is no error of the page').toEqual([]);
});

test('a receipt is taken back as a whole', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 14 }]);
  const lines = [{ item: TEA.code, quantity: 14, location: SHELF }];
  const receipt = await server.api('kura', 'POST', `/receiving-orders/${number}/receipts`, { lines });
  await signIn(page);
  await page.goto(at('receipts', receipt.number));
  await hydrated(page);
  await page.getByRole('button', { name: '入荷を取り消す' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '入荷を取り消す' }).click();
  await expect(page.getByText('取消済').first()).toBeVisible();
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 0, allocated: 0 });
});

test('goods come in two parts, the second fills what remains', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }, { item: CUP.code, quantity: 2 }]);
  await signIn(page);
  await page.goto(at('receiving', number, 'receive'));
  await hydrated(page);
  await page.locator('[name=receipt-0-quantity]').fill('2');
  await page.locator('[name=receipt-0-location]').fill(SHELF);
  await page.locator('[name=receipt-0-location]').press('Enter');
  await page.getByRole('button', { name: '入荷を確定する' }).click();
  await page.waitForURL(/\/receipts\//);
  await expect(page.getByRole('status').filter({ hasText: '入荷を確定しました' })).toBeVisible();

  await page.goto(at('receiving', number));
  await expect(page.getByText('一部入荷').first()).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: TEA.code })).toContainText('3 袋');
  await page.getByRole('link', { name: '入荷する' }).click();
  await hydrated(page);
  await page.getByRole('button', { name: '未入力の数量に残数を入力' }).click();
  await expect(page.locator('[name=receipt-0-quantity]')).toHaveValue('3');
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');
  await page.getByRole('button', { name: '入荷を確定する' }).click();
  await page.waitForURL(/\/receipts\//);
  await page.goto(at('receiving', number));
  await expect(page.getByText('入荷済').first()).toBeVisible();
  await expect(page.getByRole('link', { name: '入荷する' })).toHaveCount(0);
  expect((await stockOf(server, TEA.code)).on_hand).toBe(5);
});

test('more than planned is asked about, and received when meant', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await signIn(page);
  await page.goto(at('receiving', number, 'receive'));
  await hydrated(page);
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');
  await page.locator('[name=receipt-0-quantity]').fill('7');
  await page.locator('[name=receipt-0-quantity]').press('Enter');
  const question = page.getByRole('dialog', { name: '予定より多く入荷しますか？' });
  await expect(question).toContainText('残数 5 に対して 7');
  await accessible(page);
  await pictures(page, 'receiving-over');
  await question.getByRole('button', { name: '戻る' }).click();
  expect((await stockOf(server, TEA.code)).on_hand).toBe(0);
  await page.getByRole('button', { name: '入荷を確定する' }).click();
  await question.getByRole('button', { name: '予定を超えて入荷する' }).click();
  await page.waitForURL(/\/receipts\//);
  expect((await stockOf(server, TEA.code)).on_hand).toBe(7);
});

/** A receipt in which one piece was counted, and the question that whoever leaves it is asked. */
async function counted(page: Page, server: Server) {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await signIn(page);
  await page.goto(at('receiving', number));
  await hydrated(page);
  await page.getByRole('link', { name: '入荷する' }).click();
  await scan(page, TEA.jan);
  await expect(page.locator('.scan-outcome')).toContainText('→ 1');

  const question = page.getByRole('dialog', { name: '入力内容を破棄しますか？' });
  return { number, question };
}

test('nobody leaves goods that were counted without being asked', async ({ page, server }) => {
  const { number, question } = await counted(page, server);
  await page.getByRole('link', { name: '在庫照会' }).first().click();
  await expect(question).toBeVisible();
  await accessible(page);
  await question.getByRole('button', { name: '戻る' }).click();
  await expect(page).toHaveURL(new RegExp(`${number}/receive`));

  await page.goBack();
  await expect(question).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${number}/receive`));
  await question.getByRole('button', { name: '戻る' }).click();
  await expect(page.locator('[name=receipt-0-quantity]')).toHaveValue('1');

  await page.keyboard.press('Control+k');
  await page.keyboard.type(TEA.code);
  await page.keyboard.press('Enter');
  await question.getByRole('button', { name: '破棄して移動する' }).click();
  await page.waitForURL((url) => url.pathname === `/items/${TEA.code}`);
});

test('a question that is asked again at once stays', async ({ page, server }) => {
  const { question } = await counted(page, server);
  const away = page.getByRole('link', { name: '在庫照会' }).first();
  await away.click();
  const cancel = await question.getByRole('button', { name: '戻る' }).elementHandle();
  // The browser tells that a dialog closed only after what is in line already.
  const stays = await away.evaluate(async (link, cancel) => {
    (cancel as HTMLElement).click();
    for (let step = 0; step < 50; step++) await null;
    const closed = !document.querySelector('dialog[open]');
    (link as HTMLElement).click();
    await new Promise((done) => setTimeout(done, 200));
    return closed && !!document.querySelector('dialog[open]');
  }, cancel);
  expect(stays).toBe(true);
});

test('a receipt whose goods are held is taken back when the orders may become short', async ({ page, server }) => {
  await stocked(server);
  const receipt = await receive(server, TEA.code, 10);
  const order = await shippingOrder(server, [{ item: TEA.code, quantity: 6 }]);
  await server.api('kura', 'POST', `/shipping-orders/${order}/allocate`, {});
  await signIn(page);
  await page.goto(at('receipts', receipt.number));
  await hydrated(page);
  await page.getByRole('button', { name: '入荷を取り消す' }).click();
  const question = page.getByRole('dialog');
  await question.getByLabel('理由・メモ').fill('数え間違い');
  expectComplaint(page, /409/);
  await question.getByRole('button', { name: '入荷を取り消す' }).click();
  await expect(question.getByRole('alert')).toContainText(order);
  await accessible(page);
  await question.getByLabel('引当済みの在庫も解除する').check();
  await question.getByRole('button', { name: '入荷を取り消す' }).click();
  await expect(page.getByText('取消済').first()).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: `入荷 ${receipt.number} を取り消しました` })).toBeVisible();
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 0, allocated: 0 });
});

test('an unknown code is attached to an item at the desk, and counts at once', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 2 }]);
  await signIn(page);
  await page.goto(at('receiving', number, 'receive'));
  await hydrated(page);
  await scan(page, 'HAKO-7');
  await expect(page.getByRole('heading', { name: '登録されていないバーコード' })).toBeVisible();
  await accessible(page);
  await pictures(page, 'receiving-unknown');
  await page.locator('#unknown-search').fill(TEA.code);
  await page.locator('#unknown-search').press('Enter');
  await page.getByRole('button', { name: TEA.name }).click();
  await expect(page.locator('.scan-outcome')).toContainText('→ 1');
});

test('a code that is typed is that code, however its field is left', async ({ page, server }) => {
  await stocked(server);
  await server.api('kura', 'POST', '/partners', { code: 'S-01', name: '静岡製茶', supplier: true });
  await signIn(page);
  await page.goto(at('receiving', 'new'));
  await hydrated(page);
  const item = page.locator('[name=line-0-item]');
  await item.fill('CUP');
  await expect(page.getByRole('option').filter({ hasText: CUP.code })).toBeVisible();
  await page.route('**/fn/**', async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  // The answer to what is typed now is still on its way when Enter comes.
  await item.fill(TEA.code);
  await item.press('Enter');
  await expect(page.locator('.editor-line .picked')).toHaveText(TEA.name);
  await page.locator('[name=line-0-quantity]').fill('2');
  await page.locator('[name=supplier]').fill('S-01');
  await page.locator('[name=supplier]').press('Tab');
  await page.getByRole('button', { name: '入荷予定を登録する' }).click();
  await page.waitForURL(/\/receiving\/RO-/);
  await expect(page.getByRole('link', { name: 'S-01', exact: true })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: TEA.code })).toContainText('2 袋');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('damaged goods are taken in as such', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await signIn(page);
  await page.goto(at('receiving', number, 'receive'));
  await hydrated(page);
  await page.locator('[name=receipt-0-quantity]').fill('5');
  await page.locator('[name=receipt-0-status]').selectOption('damaged');
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');
  await page.getByRole('button', { name: '入荷を確定する' }).click();
  await page.waitForURL(/\/receipts\//);
  await expect(page.getByRole('row').filter({ hasText: TEA.code })).toContainText('不良');
});
