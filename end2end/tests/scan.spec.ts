// The scan pages on a phone: a JAN code held before the camera is really read, in the worker, and
// becomes a receipt; and a code that nobody knows leads on.
import { fakeCamera, jan } from './barcode';
import { chromium } from './chromium';
import { SHELF, TEA, receive, receivingOrder, shippingOrder, stockOf, stocked } from './goods';
import { accessible, expect, hydrated, pictures, signIn, test } from './journey';

test.use({
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  launchOptions: chromium(...fakeCamera(TEA.jan)),
});

test('the camera reads a JAN code and the goods are received', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);
  await signIn(page);
  await page.goto(`/scan/receive/${number}`);
  await hydrated(page);
  await page.locator('#shelf').selectOption(SHELF);
  await page.getByRole('button', { name: 'カメラを使う' }).click();
  await expect(page.getByText('スキャン済み')).toBeVisible();
  await accessible(page);
  await page.screenshot({ path: 'pictures/scan-camera.png' });
  await page.getByRole('button', { name: 'カメラを止める' }).click();
  await page.getByRole('button', { name: '入荷を確定' }).click();
  await expect(page.getByText('入荷しました').first()).toBeVisible();
  const { on_hand } = await stockOf(server, TEA.code);
  expect(on_hand).toBeGreaterThanOrEqual(1);
  expect(on_hand).toBeLessThanOrEqual(3);
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
});

test('a hand scanner checks an order, and an unknown code leads on', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 5);
  const number = await shippingOrder(server, [{ item: TEA.code, quantity: 2 }]);
  await server.api('kura', 'POST', `/shipping-orders/${number}/allocate`, {});
  await signIn(page);
  await page.goto(`/scan/check/${number}`);
  await hydrated(page);
  const field = page.getByLabel('ハンドスキャナー');
  const scan = async (code: string) => {
    await field.fill(code);
    await field.press('Enter');
  };
  await scan(jan('490999999999'));
  await expect(page.getByText('登録されていない').first()).toBeVisible();
  await pictures(page, 'scan-unknown');
  await scan(TEA.jan);
  await scan(TEA.jan);
  await expect(page.getByText('検品完了').first()).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: '出荷する' }).click();
  await expect(page.getByText('出荷しました').first()).toBeVisible();
  expect((await stockOf(server, TEA.code)).on_hand).toBe(3);
});
