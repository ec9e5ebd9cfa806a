// Items, warehouses, locations and partners: written by two people at once, with barcodes, taken out of use.
import { fill, send } from './form';
import { OTHER_SHELF, SHELF, TEA, W1, at, receive, receivingOrder, stocked } from './goods';
import { COMPANY, accessible, expect, expectComplaint, hydrated, pictures, signIn, test } from './journey';

test('of two editors nobody overwrites what they did not see', async ({ page, open, server }) => {
  await stocked(server);
  const other = await open();
  expectComplaint(other, /status of 412/);
  for (const each of [page, other]) {
    await signIn(each);
    await each.goto(`/items/${TEA.code}/edit`);
    await hydrated(each);
  }
  await fill(page, { name: '煎茶 特上', safety_stock: '20', receive_limit_days: '90' });
  await page.locator('[name=temperature]').selectOption('chilled');
  await send(page, '保存する');

  await fill(other, { name: '煎茶 並', kana: 'センチャ' });
  await other.getByRole('button', { name: '保存する' }).click();
  const conflict = other.getByRole('alert').filter({ hasText: 'ほかの人' });
  for (const text of ['名称', '煎茶 特上', '入力を優先', '安全在庫', '20', '入荷期限日数', '90', '温度帯', '冷蔵']) {
    await expect(conflict).toContainText(text);
  }
  await expect(other.locator('[name=name]')).toHaveValue('煎茶 並');
  await expect(other.locator('[name=safety_stock]')).toHaveValue('20');
  await expect(other.locator('[name=temperature]')).toHaveValue('chilled');
  await accessible(other);
  await pictures(other, 'item-conflict');
  await send(other, '保存する');

  const item = await server.api(COMPANY, 'GET', `/items/${TEA.code}`);
  expect(item).toMatchObject({ name: '煎茶 並', kana: 'センチャ', safety_stock: 20, receive_limit_days: 90, temperature: 'chilled' });
});

test('an item gets a second barcode, which counts a case', async ({ page, server }) => {
  await signIn(page);
  await page.goto('/items/new');
  await hydrated(page);
  await fill(page, { code: TEA.code, name: TEA.name, unit: '袋', 'barcode-0-code': TEA.jan });
  await page.getByRole('button', { name: 'バーコードを追加' }).click();
  await fill(page, { 'barcode-1-code': TEA.case, 'barcode-1-quantity': '12' });
  await send(page, '登録する');
  await expect(page.getByRole('row').filter({ hasText: TEA.case })).toContainText('12 袋');
  const found = await server.api(COMPANY, 'GET', `/barcodes/${TEA.case}`);
  expect(found).toMatchObject({ item: TEA.code, quantity: 12 });
});

test('an item is taken out of use, its stock stays explained, and it comes back', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 30);
  await signIn(page);
  await page.goto(`/items/${TEA.code}`);
  await hydrated(page);
  await page.getByRole('button', { name: '使用を停止する' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '使用を停止する' }).click();
  await expect(page.locator('.page-head')).toContainText('停止中');
  await accessible(page);
  await page.getByRole('link', { name: '現在庫 30', exact: true }).click();
  await expect(page.locator('[data-sum]')).toHaveAttribute('data-sum', '30');

  await page.goto('/items');
  await expect(page.getByRole('link', { name: 'CUP-01', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: TEA.code, exact: true })).toHaveCount(0);
  await page.goto('/items?show=inactive');
  await page.getByRole('link', { name: TEA.code, exact: true }).click();
  await hydrated(page);
  await page.getByRole('button', { name: '使用を再開する' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '使用を再開する' }).click();
  await expect(page.locator('.page-head')).toContainText('使用中');
});

test('lists lead to pages of one, and those to stock and slips', async ({ page, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 30);
  const partner = { code: 'S-1', name: '静岡製茶', supplier: true };
  await server.api(COMPANY, 'POST', '/partners', partner);
  const body = { warehouse: W1.code, supplier: { code: partner.code }, lines: [{ item: TEA.code, quantity: 6 }] };
  const ours = (await server.api(COMPANY, 'POST', '/receiving-orders', body)).number;
  const others = await receivingOrder(server, [{ item: TEA.code, quantity: 1 }]);
  await signIn(page);

  await page.goto('/partners');
  await page.getByRole('link', { name: partner.code, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(partner.name);
  await accessible(page);
  await pictures(page, 'partner');
  await page.getByRole('row').filter({ hasText: W1.code }).getByRole('link', { name: '入荷予定' }).click();
  await expect(page.getByRole('link', { name: ours })).toBeVisible();
  await expect(page.getByRole('link', { name: others })).toHaveCount(0);

  await page.goto('/warehouses');
  await page.getByRole('link', { name: W1.code, exact: true }).click();
  await accessible(page);
  await pictures(page, 'warehouse');
  await page.locator('main').getByRole('link', { name: 'ロケーション', exact: true }).last().click();
  await expect(page.getByText('すべての倉庫を見る')).toBeVisible();
  await expect(page.locator('select[name=warehouse]')).toHaveCount(0);
  await page.getByRole('link', { name: SHELF, exact: true }).click();
  await expect(page.getByRole('link', { name: '現在庫 30', exact: true })).toBeVisible();
  await accessible(page);
  await pictures(page, 'location');
  await hydrated(page);
  await page.getByRole('link', { name: '編集', exact: true }).click();
  await fill(page, { name: '入口の棚' });
  await send(page, '保存する');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('入口の棚');

  await page.goto(`/locations/${W1.code}/${OTHER_SHELF}`);
  await expect(page.getByText('在庫はありません。')).toBeVisible();
});

test('a viewer meets no step that the server would refuse', async ({ page, open, server }) => {
  await stocked(server);
  await receive(server, TEA.code, 30);
  await signIn(page);
  await page.goto('/admin/users/new');
  await hydrated(page);
  await fill(page, { login: 'mita', name: '三田' });
  await page.locator('[name=role]').selectOption('viewer');
  await page.locator('[name=all_warehouses]').check();
  await page.getByRole('button', { name: '登録する' }).click();
  const secret = await page.locator('[data-secret]').innerText();

  const viewer = await open();
  await signIn(viewer, COMPANY, 'mita', secret);
  await fill(viewer, { current: secret, password: 'mita-kura-9z', again: 'mita-kura-9z' });
  await viewer.locator('[name=again]').press('Enter');
  await viewer.waitForURL((url) => !url.pathname.startsWith('/password'));
  const main = viewer.locator('main');
  for (const path of ['/items', `/items/${TEA.code}`, '/partners', '/warehouses', `/warehouses/${W1.code}`, '/locations', `/locations/${W1.code}/${SHELF}`, at('stock'), at('stock', 'locations')]) {
    await viewer.goto(path);
    await hydrated(viewer);
    await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(main.getByRole('link', { name: /登録|取り込|編集|在庫移動|在庫調整/ }), path).toHaveCount(0);
    await expect(main.getByRole('button', { name: /停止|再開/ }), path).toHaveCount(0);
  }
  for (const path of ['/items/new', `/items/${TEA.code}/edit`, `/warehouses/${W1.code}/edit`, '/partners/new', '/locations/new', '/import', at('stock', 'adjust'), at('stock', 'transfer')]) {
    await viewer.goto(path);
    await expect(main.locator('.empty-title'), path).toBeVisible();
    await expect(main.locator('form.form, input[type=file]'), path).toHaveCount(0);
  }
  await accessible(viewer);
});
