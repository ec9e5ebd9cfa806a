// Before WebAssembly has arrived: signing in, links, search and paging are plain HTML.
import { at, stocked } from './goods';
import { COMPANY, expect, signIn, test } from './journey';

test.use({ javaScriptEnabled: false });

test('sign-in, search and paging need no script', async ({ page, server }) => {
  await stocked(server);
  for (let number = 0; number < 120; number += 1) {
    const code = `P-${String(number).padStart(3, '0')}`;
    await server.api(COMPANY, 'POST', '/items', { code, name: `ペン ${number}` });
  }
  await signIn(page);
  await page.goto('/items');
  await expect(page.getByText('P-000')).toBeVisible();
  await page.getByRole('link', { name: '次のページ' }).click();
  await expect(page.getByText('P-000')).toHaveCount(0);
  await page.locator('[name=q]').first().fill('ｐ－０77');
  await page.locator('[name=q]').first().press('Enter');
  await expect(page.getByText('P-077')).toBeVisible();
  await expect(page.getByText('P-078')).toHaveCount(0);
  await page.goto(at('receiving'));
  await expect(page.locator('h1')).toContainText('入荷予定');
});

test('a wrong password says so and keeps what was typed', async ({ page, server }) => {
  await stocked(server);
  await page.goto('/sign-in');
  await page.locator('[name=customer_id]').fill(COMPANY);
  await page.locator('[name=user_id]').fill('admin');
  await page.locator('[name=password]').fill('not this one');
  await page.locator('[name=password]').press('Enter');
  await expect(page.getByRole('alert')).toContainText('正しくありません');
  await expect(page.locator('[name=customer_id]')).toHaveValue(COMPANY);
});
