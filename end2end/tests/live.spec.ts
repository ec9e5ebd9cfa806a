// Two people at two screens: what one does, the other sees within two seconds.
import { SHELF, TEA, at, receive, receivingOrder, shippingOrder, stockOf, stocked } from './goods';
import { expect, hydrated, listening, signIn, test } from './journey';

const LIVE_MS = 2_000;

test('a new slip and a receipt show up on another screen', async ({ page, open, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto(at('receiving'));
  await listening(page);
  const other = await open();
  await signIn(other);
  await other.goto(at('stock'));
  await listening(other);
  // Both streams are open once the first change has come through.
  await receive(server, TEA.code, 1);
  await expect(other.getByText(TEA.name).first()).toBeVisible();

  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 6 }]);
  await expect(page.getByText(number)).toBeVisible({ timeout: LIVE_MS });
  await receive(server, TEA.code, 776);
  await expect(other.getByText('777').first()).toBeVisible({ timeout: LIVE_MS });
});

test('what came in while the page was on its way shows up all the same', async ({ page, open, server }) => {
  await stocked(server);
  await signIn(page);
  // The stream opens late.
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/events*', async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto(at('receiving'));
  await hydrated(page);
  const before = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);
  await expect(page.getByText(before)).toHaveCount(0);
  release();
  await expect(page.getByText(before)).toBeVisible();

  // The code arrives late, in another tab whose stream is the first one's.
  const second = await open(page.context());
  let arrive = () => {};
  const code = new Promise<void>((resolve) => (arrive = resolve));
  await second.route('**/*.wasm', async (route) => {
    await code;
    await route.continue();
  });
  await second.goto(at('receiving'), { waitUntil: 'commit' });
  await expect(second.getByText(before)).toBeVisible();
  const after = await receivingOrder(server, [{ item: TEA.code, quantity: 2 }]);
  await expect(page.getByText(after)).toBeVisible();
  await expect(second.getByText(after)).toHaveCount(0);
  arrive();
  await expect(second.getByText(after)).toBeVisible();
});

test('a shipping order shows up on another screen, and moves on it', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 10);
  await signIn(page);
  await page.goto(at('shipping'));
  await listening(page);
  const first = await shippingOrder(server, [{ item: TEA.code, quantity: 4 }]);
  const row = page.getByRole('row').filter({ hasText: first });
  await expect(row).toContainText('引当待ち');
  await server.api('kura', 'POST', `/shipping-orders/${first}/allocate`, {});
  await expect(row).toContainText('引当済', { timeout: LIVE_MS });
});

test('the keyboard stays on its slip when another one comes in above', async ({ page, server }) => {
  await stocked(server);
  const old = await receivingOrder(server, [{ item: TEA.code, quantity: 4 }]);
  await signIn(page);
  await page.goto(`${at('receiving')}?sort=-number`);
  await listening(page);
  await page.getByRole('link', { name: old }).focus();
  const later = await receivingOrder(server, [{ item: TEA.code, quantity: 5 }]);
  await expect(page.locator('tbody tr').first()).toContainText(later);
  await expect(page.getByRole('link', { name: old })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === at('receiving', old));
});

test('a change of others leaves an open dialog and its text alone', async ({ page, open, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 14 }]);
  const lines = [{ item: TEA.code, quantity: 4, location: SHELF }];
  const post = () => server.api('kura', 'POST', `/receiving-orders/${number}/receipts`, { lines });
  const receipt = await post();
  await signIn(page);
  await page.goto(at('receipts', receipt.number));
  await listening(page);
  const other = await open();
  await signIn(other);
  await other.goto(at('receipts'));
  await listening(other);

  await page.getByRole('button', { name: '入荷を取り消す' }).click();
  const question = page.getByRole('dialog');
  await question.getByLabel('理由・メモ').fill('破損のため');
  const second = await post();
  // The other screen has it, so this one has heard of it too.
  await expect(other.getByText(second.number)).toBeVisible({ timeout: LIVE_MS });
  await receive(server, TEA.code, 1);
  await expect(question).toBeVisible();
  await expect(question.getByLabel('理由・メモ')).toHaveValue('破損のため');
  await question.getByRole('button', { name: '入荷を取り消す' }).click();
  await expect(page.getByText('取消済').first()).toBeVisible();
  await expect(page.locator('.facts')).toContainText(number);
  await expect(other.getByRole('row').filter({ hasText: receipt.number }).first()).toContainText('取消済');
  expect((await stockOf(server, TEA.code)).on_hand).toBe(5);
});

test('who is in the middle of a list sees what came in once the dialog is closed', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 14 }]);
  await signIn(page);
  await page.goto(at('receiving', number));
  await listening(page);
  await page.getByRole('button', { name: '取り消す', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  const lines = [{ item: TEA.code, quantity: 4, location: SHELF }];
  await server.api('kura', 'POST', `/receiving-orders/${number}/receipts`, { lines });
  await page.getByRole('dialog').getByRole('button', { name: '戻る' }).click();
  await expect(page.getByText('一部入荷').first()).toBeVisible({ timeout: LIVE_MS });
});
