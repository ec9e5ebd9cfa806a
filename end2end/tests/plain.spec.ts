// Before WebAssembly has arrived: signing in, links, search and paging are plain HTML.
import { TEA, at, receivingOrder, stocked } from './goods';
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

test('the order of a list on a phone and the search of everything need no script', async ({ page, server }) => {
  await stocked(server);
  const first = await receivingOrder(server, [{ item: TEA.code, quantity: 1 }]);
  const second = await receivingOrder(server, [{ item: TEA.code, quantity: 2 }]);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page);
  await page.goto(at('receiving'));
  await page.locator('[name=sort]').selectOption('-number');
  await page.locator('main').getByRole('button', { name: '検索' }).click();
  await expect(page.locator('tbody tr').first()).toContainText(second);
  await page.goto('/');
  await page.locator('.top-search').click();
  await page.locator('#search-all').fill(first);
  await page.locator('#search-all').press('Enter');
  await page.locator('main').getByRole('link', { name: first }).click();
  await expect(page.locator('h1')).toContainText(first);
});
