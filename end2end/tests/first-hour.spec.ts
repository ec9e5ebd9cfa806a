// The first hour of a new company, by its screens alone: from nothing to the first shipment.
import type { Page } from '@playwright/test';
import { OTHER_SHELF, SHELF, TEA, W1, at, stockOf } from './goods';
import { accessible, expect, hydrated, pictures, signIn, test } from './journey';

/** Fills the fields of a form by their names. */
async function fill(page: Page, fields: Record<string, string>) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="${name}"]`).fill(value);
}

/** Sends the form and waits until its page is left. */
async function send(page: Page, button: string) {
  const before = page.url();
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.waitForURL((url) => url.href !== before);
}

test('from an empty company to the first shipment', async ({ page, server }) => {
  await signIn(page);
  await page.goto('/');
  await hydrated(page);
  await accessible(page);
  await pictures(page, 'home-empty');

  await page.goto('/warehouses/new');
  await fill(page, { code: W1.code, name: W1.name });
  await send(page, '登録する');
  for (const code of [SHELF, OTHER_SHELF]) {
    await page.goto('/locations/new');
    const warehouse = page.locator('[name=warehouse]').last();
    if (await warehouse.evaluate((field) => field.tagName === 'SELECT')) await warehouse.selectOption(W1.code);
    await fill(page, { code });
    await send(page, '登録する');
  }

  await page.goto('/items/new');
  await fill(page, { code: TEA.code, name: TEA.name, unit: '袋' });
  await page.getByRole('button', { name: 'バーコードを追加' }).click();
  await page.locator('.barcode-line input').first().fill(TEA.jan);
  await pictures(page, 'item-new');
  await send(page, '登録する');
  await expect(page.getByText(TEA.jan)).toBeVisible();
  await accessible(page);

  await page.goto(at('receiving', 'unplanned'));
  await page.locator('#scan').fill(TEA.jan);
  await page.locator('#scan').press('Enter');
  await expect(page.locator('.scan-outcome')).toContainText(TEA.code);
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');
  await send(page, '入荷を確定する');
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 1, allocated: 0 });

  await page.goto(at('shipping', 'new'));
  await page.locator('[name=customer]').fill('喫茶 みどり');
  await page.locator('[name=line-0-item]').fill(TEA.jan);
  await page.locator('[name=line-0-item]').press('Enter');
  await page.locator('[name=line-0-quantity]').fill('1');
  await accessible(page);
  await pictures(page, 'shipping-new');
  await send(page, '出荷指示を登録する');
  await page.getByRole('button', { name: '引き当てる' }).click();
  await page.getByRole('link', { name: '検品する' }).click();
  await page.locator('#scan').fill(TEA.jan);
  await page.locator('#scan').press('Enter');
  await expect(page.locator('.scan-outcome')).toContainText('すべて検品できました');
  await send(page, '出荷する');
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 0, allocated: 0 });

  await page.goto('/');
  await hydrated(page);
  await pictures(page, 'home');
});
