// Two companies with the same codes: neither sees anything of the other.
import { TEA, at, receive, receivingOrder, stockOf, stocked } from './goods';
import { COMPANY, expect, expectComplaint, signIn, test } from './journey';

const OTHER = 'other';

test('a stranger finds nothing under the addresses of another company', async ({ page, server }) => {
  server.createCompany(OTHER, '隣の商店');
  await stocked(server);
  await stocked(server, OTHER);
  await receive(server, TEA.code, 9);
  await server.api(OTHER, 'PATCH', `/items/${TEA.code}`, { name: '隣の番茶' });
  const number = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);

  expect(await stockOf(server, TEA.code, OTHER)).toEqual({ on_hand: 0, allocated: 0 });
  await expect(server.api(OTHER, 'GET', `/receiving-orders/${number}`)).rejects.toThrow('404');

  await signIn(page, OTHER);
  await page.goto('/items');
  await expect(page.getByText('隣の番茶')).toBeVisible();
  await expect(page.getByText(TEA.name)).toHaveCount(0);
  expectComplaint(page, /status of 404 .*\/receiving\//);
  await page.goto(at('receiving', number));
  await expect(page.getByText('静岡製茶')).toHaveCount(0);
  await expect(page.getByText('見つかりません').first()).toBeVisible();
  expect(await stockOf(server, TEA.code, COMPANY)).toEqual({ on_hand: 9, allocated: 0 });
});
