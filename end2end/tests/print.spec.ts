// Paper: what is printed leads back to the screen, by a code that a phone reads.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { TEA, receive, shippingOrder, stocked } from './goods';
import { accessible, expect, expectComplaint, hydrated, pictures, signIn, test } from './journey';

const READER = join(import.meta.dirname, '../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm');
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(READER)).buffer } });

/** What the QR code on the page says. */
async function qrText(page: Page): Promise<string | undefined> {
  const picture = await page.locator('svg.qr').screenshot({ scale: 'css' });
  const [code] = await readBarcodes(new Uint8Array(picture), { formats: ['QRCode'], tryHarder: true });
  return code?.text;
}

test('picking list and delivery note carry the address of the check page', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 10);
  const number = await shippingOrder(server, [{ item: TEA.code, quantity: 4 }]);
  const post = (step: string, body: unknown = {}) => server.api('kura', 'POST', `/shipping-orders/${number}/${step}`, body);
  await post('allocate');
  const address = `${server.url}/scan/check/${number}`;
  await signIn(page);

  await page.goto(`/print/picking/${number}`);
  await hydrated(page);
  await expect(page).toHaveTitle(new RegExp(`ピッキングリスト ${number}`));
  expect(await qrText(page)).toBe(address);
  await accessible(page);
  await pictures(page, 'print-picking');

  await post('check', { barcode: TEA.jan, quantity: 4 });
  const shipment = await post('ship');
  await page.goto(`/print/delivery-note/${shipment.number}`);
  await hydrated(page);
  await expect(page).toHaveTitle(new RegExp(`納品書 ${shipment.number}`));
  expect(await qrText(page)).toBe(address);
  await accessible(page);
  await pictures(page, 'print-delivery-note');

  // Nothing of the frame is on the paper, and the sheet is.
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.top')).toBeHidden();
  await expect(page.getByRole('button', { name: '印刷する' })).toBeHidden();
  await expect(page.locator('article.paper')).toBeVisible();

  await page.emulateMedia({ media: 'screen' });
  await page.goto(address);
  await expect(page.locator('main')).toContainText(number);
});

test('a sheet that is not there says so in a heading', async ({ page, server }) => {
  await stocked(server);
  await signIn(page);
  expectComplaint(page, /status of 404/);
  const answer = await page.goto('/print/picking/SO-99999999');
  expect(answer?.status()).toBe(404);
  await expect(page.locator('h1')).toContainText('見つかりません');
  await expect(page).toHaveTitle(/表示できません/);
});
