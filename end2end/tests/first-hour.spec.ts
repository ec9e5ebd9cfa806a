// The first hour of a new company, by its screens alone: from nothing to the first shipment. Every step is reached by
// clicking, as a new user would; no address is ever typed.
import type { Page } from '@playwright/test';
import { fill, send } from './form';
import { OTHER_SHELF, SHELF, TEA, W1, stockOf } from './goods';
import { accessible, expect, hydrated, pictures, signIn, test } from './journey';

/** Home, and from there the way that the step to be done now offers. */
async function step(page: Page, way: string) {
  await page.locator('nav.side').getByRole('link', { name: 'ホーム', exact: true }).click();
  const now = page.locator('.first-hour li[aria-current=step]');
  await now.getByRole('link', { name: way, exact: true }).click();
}

test('from an empty company to the first shipment', async ({ page, server }) => {
  await signIn(page);
  await hydrated(page);
  await accessible(page);
  await pictures(page, 'home-empty');

  await step(page, '倉庫を登録');
  await fill(page, { code: W1.code, name: W1.name });
  await send(page, '登録する');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(W1.name);
  await accessible(page);

  await step(page, 'ロケーションを登録');
  await fill(page, { code: SHELF });
  await send(page, '登録する');
  await expect(page.getByRole('link', { name: SHELF, exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'ロケーションを登録' }).first().click();
  await fill(page, { code: OTHER_SHELF });
  await send(page, '登録する');
  await expect(page.getByRole('link', { name: OTHER_SHELF, exact: true })).toBeVisible();

  await step(page, '品目を登録');
  await fill(page, { code: TEA.code, name: TEA.name, unit: '袋' });
  await page.locator('.barcode-line input').first().fill(TEA.jan);
  await pictures(page, 'item-new');
  await send(page, '登録する');
  await expect(page.getByText(TEA.jan)).toBeVisible();
  await accessible(page);

  await step(page, '予定外入荷');
  await page.locator('#scan').fill(TEA.jan);
  await page.locator('#scan').press('Enter');
  await expect(page.locator('.scan-outcome')).toContainText(TEA.code);
  await page.locator('[name=common-location]').fill(SHELF);
  await page.locator('[name=common-location]').press('Enter');
  await send(page, '入荷を確定する');
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 1, allocated: 0 });

  await step(page, '出荷指示を登録');
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

  await page.locator('nav.side').getByRole('link', { name: 'ホーム', exact: true }).click();
  await expect(page.locator('.tiles').first()).toBeVisible();
  await expect(page.locator('.first-hour')).toHaveCount(0);
  await pictures(page, 'home');
});
