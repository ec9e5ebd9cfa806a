// Goods go out: allocated, checked by scanning, shipped; and what each step refuses.
import { TEA, CUP, at, receive, shippingOrder, stockOf, stocked } from './goods';
import { accessible, expect, expectComplaint, hydrated, pictures, signIn, test } from './journey';

test('an order is allocated, checked by scanning and shipped', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 30);
  const number = await shippingOrder(server, [{ item: TEA.code, quantity: 14 }]);
  await signIn(page);
  await page.goto(at('shipping', number));
  await hydrated(page);
  await page.getByRole('button', { name: '引き当てる' }).click();
  await expect(page.getByRole('link', { name: '検品する' })).toBeVisible();
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 30, allocated: 14 });
  await accessible(page);
  await pictures(page, 'shipping-allocated');

  await page.getByRole('link', { name: '検品する' }).click();
  const outcome = page.locator('.scan-outcome');
  const scan = async (code: string) => {
    await page.locator('#scan').fill(code);
    await page.locator('#scan').press('Enter');
  };
  expectComplaint(page, /status of 409/);
  await scan(CUP.jan);
  await expect(outcome.locator('.danger')).toContainText('明細にありません');
  await scan(TEA.case);
  await expect(outcome).toContainText('→ 12 / 14');
  await expect(outcome).toContainText(`${TEA.code} ${TEA.name}`);
  await scan(TEA.case);
  await expect(outcome.locator('.danger')).toContainText('残りは2');
  await scan(TEA.jan);
  // A number of times that cannot be read counts nothing.
  await page.locator('[name=times]').fill('1個');
  await scan(TEA.jan);
  await expect(outcome.locator('.danger')).toContainText('0より大きい数');
  await page.locator('[name=times]').fill('');
  await scan(TEA.jan);
  await expect(outcome).toContainText('すべて検品できました');
  await accessible(page);
  await pictures(page, 'shipping-check');

  await page.getByRole('button', { name: '出荷する' }).click();
  await page.waitForURL(/\/shipments\//);
  await accessible(page);
  await pictures(page, 'shipment');
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 16, allocated: 0 });
  await page.getByRole('link', { name: number }).click();
  await expect(page.getByRole('heading', { name: '出荷実績' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '引当・ピッキング' }), 'nothing is left to pick').toHaveCount(0);
});

test('what is short is shown, and cancelling gives back what was held', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 10);
  const number = await shippingOrder(server, [{ item: TEA.code, quantity: 14 }]);
  await signIn(page);
  await page.goto(at('shipping', number));
  await hydrated(page);
  // Nothing is known to be short yet.
  await expect(page.locator('td .badge.danger')).toHaveCount(0);
  await page.getByRole('button', { name: '引き当てる' }).click();
  await expect(page.locator('td .badge.danger')).toHaveText('4');
  // A column is called so before anything is short, and a question does not outlive the drawing of what was allocated.
  await expect(page.locator('.alert.warning')).toContainText('14 のうち 4 が不足');
  await pictures(page, 'shipping-short');
  await page.getByRole('button', { name: '取り消す', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '取り消す' }).click();
  await expect(page.getByText('取消').first()).toBeVisible();
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 10, allocated: 0 });
});

test('a shipment is taken back', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 10);
  const number = await shippingOrder(server, [{ item: TEA.code, quantity: 4 }]);
  const post = (step: string, body: unknown = {}) => server.api('kura', 'POST', `/shipping-orders/${number}/${step}`, body);
  await post('allocate');
  await post('check', { barcode: TEA.jan, quantity: 4 });
  const shipment = await post('ship');
  await signIn(page);
  await page.goto(at('shipments', shipment.number));
  await hydrated(page);
  await page.getByRole('button', { name: '出荷を取り消す' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '出荷を取り消す' }).click();
  await expect(page.getByText('取消済').first()).toBeVisible();
  expect((await stockOf(server, TEA.code)).on_hand).toBe(10);
});

test('many orders are allocated at once from the list', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 10);
  const orders = [];
  for (const quantity of [4, 5, 3]) orders.push(await shippingOrder(server, [{ item: TEA.code, quantity }]));
  await signIn(page);
  await page.goto(at('shipping'));
  await hydrated(page);
  await page.getByRole('checkbox', { name: `${orders[0]} を選択` }).check();
  await expect(page.getByRole('region', { name: '選択した伝票の操作' })).toContainText('1件を選択中');
  const bulk = page.getByRole('region', { name: '選択した伝票の操作' });
  // What is not shown is not chosen.
  await page.locator('#field-q').fill(orders[1]);
  await page.locator('#field-q').press('Enter');
  await expect(page.getByRole('checkbox', { name: `${orders[0]} を選択` })).toHaveCount(0);
  await expect(bulk).toBeHidden();
  await page.getByRole('link', { name: '条件をクリア' }).first().click();
  await expect(page.getByRole('checkbox', { name: `${orders[0]} を選択` })).not.toBeChecked();
  await page.getByRole('checkbox', { name: '引当できる伝票をすべて選択' }).first().check();
  await expect(bulk).toContainText('3件を選択中');
  await accessible(page);
  await pictures(page, 'shipping-bulk');
  await bulk.getByRole('button', { name: 'まとめて引き当てる' }).click();
  const outcome = page.getByRole('status').filter({ hasText: '引当が終わりました' });
  await expect(outcome).toContainText('全数引当 2件');
  await expect(outcome).toContainText('欠品あり 1件');
  await expect(page.getByRole('row').filter({ hasText: orders[0] })).toContainText('引当済');
  await expect(page.getByRole('row').filter({ hasText: orders[2] })).toContainText('欠品あり');
  await expect(bulk).toBeHidden();
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 10, allocated: 10 });
});
