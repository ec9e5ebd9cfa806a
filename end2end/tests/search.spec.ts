// The search over everything, by the keyboard alone, and the lists that it leads to.
import { CUP, TEA, at, receivingOrder, stocked } from './goods';
import { accessible, expect, hydrated, pictures, signIn, test } from './journey';

test('Ctrl+K finds a slip and a screen without a mouse', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);
  await signIn(page);
  await page.goto(at('receiving'));
  await hydrated(page);
  const palette = page.getByRole('dialog', { name: '検索' });
  const field = palette.getByRole('combobox');

  await page.keyboard.press('Control+k');
  await expect(field).toBeFocused();
  await accessible(page);
  await page.keyboard.type('出荷実績');
  await expect(palette.getByRole('option', { selected: true })).toContainText('出荷実績');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === at('shipments'));

  await page.keyboard.press('Control+k');
  await page.keyboard.type(number.toLowerCase());
  await expect(palette.getByRole('option').first()).toContainText(number);
  await accessible(page);
  await pictures(page, 'palette');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === at('receiving', number));
});

test('a scanned code never opens what was found before it', async ({ page, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto('/items');
  await hydrated(page);
  const option = page.getByRole('dialog', { name: '検索' }).getByRole('option');
  await page.keyboard.press('Control+k');
  await page.keyboard.type(CUP.code);
  await expect(option.first()).toContainText(CUP.name);
  await page.route('**/fn/search/all', async (route) => {
    await new Promise((slow) => setTimeout(slow, 400));
    await route.continue();
  });
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(TEA.code);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === `/items/${TEA.code}`);
});

test('the page of the search answers with screens too', async ({ page, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto(`/search?q=${encodeURIComponent('在庫調整')}`);
  await expect(page.locator('main').getByRole('link', { name: '在庫調整' })).toBeVisible();
  await page.goto(`/search?q=${TEA.jan}`);
  await expect(page.locator('main').getByRole('link', { name: TEA.name })).toBeVisible();
  await accessible(page);
});

test('clearing the filters empties what was typed as well', async ({ page, server }) => {
  await stocked(server);
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);
  await signIn(page);
  await page.goto(at('receiving'));
  await hydrated(page);
  const field = page.locator('main [name=q]');
  await field.fill('静岡');
  await field.press('Enter');
  await page.waitForURL(/q=/);
  await expect(page.getByRole('link', { name: number })).toBeVisible();
  await field.fill('静岡 2');
  await page.locator('[name=from]').fill('2026-01-01');
  await page.getByRole('link', { name: '条件をクリア' }).first().click();
  await expect(field).toHaveValue('');
  await expect(page.locator('[name=from]')).toHaveValue('');
  await page.goBack();
  await expect(field).toHaveValue('静岡');
});

test('on a phone a list is ordered by a choice, and its hidden heads are out of reach', async ({ page, server }) => {
  await stocked(server);
  const first = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);
  const second = await receivingOrder(server, [{ item: CUP.code, quantity: 3 }]);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page);
  await page.goto(at('receiving'));
  await hydrated(page);
  const rows = page.locator('tbody tr');
  await page.getByLabel('並び順').selectOption('-number');
  await page.waitForURL(/sort=-number/);
  await expect(rows.first()).toContainText(second);
  await page.getByLabel('並び順').selectOption('number');
  await expect(rows.first()).toContainText(first);
  await expect(page.locator('thead a').first()).toBeHidden();
  await expect(rows.first().locator('td[data-label="明細数"]')).toHaveText('1');
  await accessible(page);
  await pictures(page, 'receiving-list');
});
