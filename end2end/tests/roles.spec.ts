// Who may only look is offered nothing that the server would refuse.
import { TEA, at, receive, receivingOrder, shippingOrder, stocked } from './goods';
import { COMPANY, accessible, expect, expectComplaint, hydrated, listening, pictures, signIn, test } from './journey';
import { addPerson, firstSignIn } from './people';

test('a viewer sees everything and no button that writes', async ({ page, open, server }) => {
  await stocked(server);
  const receipt = await receive(server, TEA.code, 10);
  const coming = await receivingOrder(server, [{ item: TEA.code, quantity: 3 }]);
  const going = await shippingOrder(server, [{ item: TEA.code, quantity: 4 }]);
  await server.api(COMPANY, 'POST', `/shipping-orders/${going}/allocate`, {});
  await signIn(page);
  const temporary = await addPerson(page, 'miru', 'viewer');

  const viewer = await open();
  await firstSignIn(viewer, 'miru', temporary);
  for (const path of [
    at('receiving'),
    at('receiving', coming),
    at('receipts'),
    at('receipts', receipt.number),
    at('shipping'),
    at('shipping', going),
    at('shipments'),
  ]) {
    await viewer.goto(path);
    await hydrated(viewer);
    await expect(viewer.locator('h1')).toBeVisible();
    const main = viewer.locator('main');
    const writing = main.getByRole('button').or(main.locator('a.button'));
    const offered = (await writing.allInnerTexts()).map((text) => text.trim());
    const reading = ['検索', '入荷実績', '出荷実績', '入出庫履歴', 'ピッキングリストを印刷', '納品書を印刷'];
    expect(offered.filter((text) => text && !reading.includes(text)), path).toEqual([]);
    await expect(main.locator('input[type=checkbox]'), path).toHaveCount(0);
    await accessible(viewer);
  }
  await pictures(viewer, 'viewer-shipments');

  for (const path of [
    at('receiving', 'new'),
    at('receiving', coming, 'receive'),
    at('shipping', 'new'),
    at('shipping', going, 'check'),
    '/scan/receive',
    `/scan/receive/${coming}`,
    '/scan/check',
    `/scan/check/${going}`,
  ]) {
    await viewer.goto(path);
    await expect(viewer.locator('main'), path).toContainText('権限がありません');
    await expect(viewer.locator('main form'), path).toHaveCount(0);
  }

  await viewer.goto('/scan');
  await hydrated(viewer);
  await expect(viewer.locator('main').getByRole('link', { name: '照会' })).toBeVisible();
  await expect(viewer.locator('main').getByRole('link', { name: /入荷|検品/ })).toHaveCount(0);
  await expect(viewer.locator('.scan-forbidden').first()).toContainText('権限がありません');
  await accessible(viewer);
});

test('a new warehouse is in the menu of everybody who looks at the screen', async ({ page, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto(at('receiving'));
  await listening(page);
  await server.api(COMPANY, 'POST', '/warehouses', { code: 'W2', name: '大阪倉庫' });
  // The frame is drawn anew with the news, which closes a menu.
  await expect(page.locator('#menu-warehouse a', { hasText: '大阪倉庫' })).toHaveCount(1);
  await page.getByRole('button', { name: /東京倉庫/ }).click();
  await expect(page.getByRole('link', { name: /大阪倉庫/ })).toBeVisible();
});
