// The scan pages on a phone: a JAN code held before the camera is really read, in the worker, and
// becomes a receipt; what is refused is heard and felt; and a code that nobody knows leads on.
import { fakeCamera, jan } from './barcode';
import { chromium } from './chromium';
import { CUP, SHELF, TEA, receive, receivingOrder, shippingOrder, stockOf, stocked } from './goods';
import { COMPANY, accessible, expect, hydrated, pictures, signIn, test } from './journey';
import { addPerson, firstSignIn } from './people';
import { PHONE, asked, burst, listen, outcomeOf, pressable, signalled } from './scanner';

test.use({ ...PHONE, launchOptions: chromium(...fakeCamera(TEA.jan)) });

test('the camera reads a JAN code and the goods are received', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);
  await listen(page);
  await signIn(page);
  await page.goto(`/scan/receive/${number}`);
  await hydrated(page);
  await pressable(page);
  await page.locator('#shelf').selectOption(SHELF);
  // What was seen in the picture is what is looked for: the worker read all thirteen digits.
  const asking = page.waitForRequest('**/fn/items/find-barcode');
  await page.getByRole('button', { name: 'カメラを使う' }).click();
  expect((await asking).postDataJSON()).toEqual({ query: { scanned: TEA.jan } });
  await expect(page.getByText('スキャン済み')).toBeVisible();
  await expect(outcomeOf(page)).toContainText(`${TEA.code} ${TEA.name}`);
  await signalled(page, 'accepted');
  await expect(page.getByRole('button', { name: 'ライト' }), 'a camera without a light').toHaveCount(0);
  await accessible(page);
  await pressable(page);
  await page.screenshot({ path: 'pictures/scan-camera.png' });
  await page.getByRole('button', { name: 'カメラを止める' }).click();
  const counted = Number(await page.getByLabel(`${TEA.name} の数量`).inputValue());
  await page.getByRole('button', { name: '入荷を確定' }).click();
  await expect(page.getByText('入荷しました').first()).toBeVisible();
  await signalled(page, 'complete');
  expect(counted).toBeGreaterThanOrEqual(1);
  expect((await stockOf(server, TEA.code)).on_hand).toBe(counted);
  const order = await server.api(COMPANY, 'GET', `/receiving-orders/${number}`);
  expect(order.lines[0].received).toBe(counted);
});

test('a light is offered when the camera has one', async ({ page, server }) => {
  await stocked(server);
  await listen(page, { torch: true });
  await signIn(page);
  await page.goto('/scan/look-up');
  await hydrated(page);
  await page.getByRole('button', { name: 'カメラを使う' }).click();
  const light = page.getByRole('button', { name: 'ライト' });
  await light.click();
  await expect(light).toHaveAttribute('aria-pressed', 'true');
  await light.click();
  await expect.poll(async () => (await asked(page)).torch).toEqual([true, false]);
});

test('the camera looks goods up', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 42);
  await signIn(page);
  await page.goto('/scan/look-up');
  await hydrated(page);
  await page.getByRole('button', { name: 'カメラを使う' }).click();
  await expect(page.getByText(TEA.name).first()).toBeVisible();
  await expect(page.getByText('42').first()).toBeVisible();
  await accessible(page);
  await pressable(page);
});

test('the camera of the start page leads on to what it reads', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 8);
  await signIn(page);
  await page.goto('/scan');
  await hydrated(page);
  await page.getByRole('button', { name: 'カメラを使う' }).click();
  await page.waitForURL(/\/scan\/look-up\?.*code=/);
  await expect(outcomeOf(page)).toContainText(TEA.name);
});

test('a camera that was in use reads at once, and no sound is tried before somebody touches the page', async ({ page, server }) => {
  await stocked(server);
  await listen(page, { untouched: true });
  await signIn(page);
  await page.goto('/scan/look-up');
  await hydrated(page);
  await page.getByRole('button', { name: 'カメラを使う' }).click();
  await signalled(page, 'accepted');
  await page.reload();
  await expect(outcomeOf(page)).toContainText(TEA.name);
  const silent = page.getByText('一度画面をタップすると');
  await expect(silent).toBeVisible();
  await accessible(page);
  expect(await asked(page)).toEqual({ contexts: 0, tones: [], shakes: [], torch: [] });
  await page.getByRole('heading', { level: 1 }).click();
  await expect(silent).toBeHidden();
  await burst(page, CUP.jan);
  await expect(outcomeOf(page)).toContainText(CUP.name);
  await signalled(page, 'accepted');
});

test('a hand scanner checks an order: a wrong item is refused with its reason and sound, an unknown code leads on', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 5);
  const number = await shippingOrder(server, [{ item: TEA.code, quantity: 2 }]);
  await server.api(COMPANY, 'POST', `/shipping-orders/${number}/allocate`, {});
  await listen(page);
  await signIn(page);
  await page.goto(`/scan/check/${number}`);
  await hydrated(page);
  const field = page.getByLabel('ハンドスキャナー');
  const scan = async (code: string) => {
    await field.fill(code);
    await field.press('Enter');
  };
  await scan(CUP.jan);
  await expect(outcomeOf(page).locator('.scan-refused')).toContainText(`品目「${CUP.code}」は伝票「${number}」の明細にありません`);
  await signalled(page, 'refused');
  const order = await server.api(COMPANY, 'GET', `/shipping-orders/${number}`);
  expect(order.lines[0].checked).toBe(0);
  await scan(jan('490999999999'));
  await expect(page.getByText('登録されていない').first()).toBeVisible();
  await pressable(page);
  await pictures(page, 'scan-unknown');
  await scan(TEA.jan);
  await expect(outcomeOf(page)).toContainText('→ 1 / 2');
  await signalled(page, 'accepted');
  await scan(TEA.jan);
  await expect(page.getByText('すべて検品できました').first()).toBeVisible();
  await signalled(page, 'complete');
  await scan(TEA.jan);
  await expect(outcomeOf(page).locator('.scan-refused')).toContainText('残りは0です');
  await signalled(page, 'refused');
  await accessible(page);
  await page.getByRole('button', { name: '出荷する' }).click();
  await expect(page.getByText('出荷しました').first()).toBeVisible();
  expect((await stockOf(server, TEA.code)).on_hand).toBe(3);
});

test('a worker who scans an unknown code is told whom to ask', async ({ page, server, open }) => {
  await stocked(server);
  await signIn(page);
  const temporary = await addPerson(page, 'tanaka', 'worker');
  const phone = await open();
  await firstSignIn(phone, 'tanaka', temporary);
  await phone.goto('/scan/look-up');
  await hydrated(phone);
  await expect(phone.locator('#scan')).toBeFocused();
  await burst(phone, jan('490999999999'));
  await expect(phone.getByText('責任者に依頼してください')).toBeVisible();
  await expect(phone.locator('#unknown-search')).toHaveCount(0);
});
