// Goods come in: scanned against their slip, more than planned, and taken back.
import { SHELF, TEA, CUP, at, receivingOrder, stockOf, stocked } from './goods';
import { accessible, expect, hydrated, pictures, signIn, test } from './journey';
import type { Page } from '@playwright/test';

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
  await expect(page.locator('.scan-outcome')).toContainText(CUP.code);
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');
  await accessible(page);
  await pictures(page, 'receiving-scan');
  await page.getByRole('button', { name: '入荷を確定する' }).click();

  await page.waitForURL(/\/receipts\//);
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
  await page.goto(at('receiving', number, 'receive'));
  await scan(page, TEA.jan, '4900000000009', CUP.jan, TEA.jan);
  await expect(page.locator('.scan-outcome')).toContainText('→ 2');
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
