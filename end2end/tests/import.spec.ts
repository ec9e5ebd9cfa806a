// Files that people already have: an Excel file with mistakes, corrected and chosen again, and opening stock.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jan } from './barcode';
import { cp932 } from './cp932';
import { CUP, SHELF, TEA, W1, stockOf, stocked } from './goods';
import { accessible, expect, expectComplaint, hydrated, pictures, signIn, test } from './journey';

/** A refused file is answered with an error status, of which the browser speaks. */
const REFUSED = /status of 422/;

const rows = (...lines: string[][]) => lines.map((cells) => cells.join(',')).join('\r\n') + '\r\n';
const HEAD = ['品目コード', '品目名', '単位', 'バーコード1', '入数1'];
const MATCHA = jan('490300000001');

test('a file with mistakes is corrected, chosen again and imported', async ({ page, server }, info) => {
  await signIn(page);
  await page.goto('/import');
  await hydrated(page);
  expectComplaint(page, REFUSED);
  const file = join(info.outputPath(), '品目.csv');
  const right = ['MATCHA-1', '抹茶 ～特上～ ㈱髙﨑', '缶', MATCHA, '1'];
  writeFileSync(file, cp932(rows(HEAD, right, ['CUP-9', '', '個', '', ''], ['CUP-10', '茶碗', '個', '4.90123E+12', '1'])));
  await page.locator('#file').setInputFiles(file);

  await expect(page.getByText('エラーが2件あります。')).toBeVisible();
  await expect(page.locator('#file'), 'the same file can be chosen again').toHaveValue('');
  await expect(page.getByRole('row').filter({ hasText: '4.90123E+12' })).toContainText('4');
  await accessible(page);
  await pictures(page, 'import-mistakes');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'エラーをCSVで保存' }).click();
  const mistakes = readFileSync(await (await download).path(), 'utf8').trimEnd().split('\r\n');
  expect(mistakes).toHaveLength(3);
  expect(mistakes[0]).toContain('エラー内容');
  expect(mistakes[2]).toContain('"4.90123E+12"');

  writeFileSync(file, cp932(rows(HEAD, right, ['CUP-9', '湯呑み', '個', '', ''], ['CUP-10', '茶碗', '個', CUP.jan, '1'])));
  await page.locator('#file').setInputFiles(file);
  await expect(page.getByText('Shift_JIS (CP932)')).toBeVisible();
  await expect(page.locator('.facts div').filter({ hasText: '新しく登録' })).toContainText('3');
  await accessible(page);
  await page.getByRole('button', { name: 'この内容で取り込む' }).click();
  await expect(page.getByText('取り込みが完了しました。')).toBeVisible();

  const matcha = await server.api('kura', 'GET', '/items/MATCHA-1');
  expect(matcha.name).toBe('抹茶 ～特上～ ㈱髙﨑');
  expect(matcha.barcodes).toEqual([{ code: MATCHA, quantity: 1 }]);
  await page.getByRole('link', { name: '品目を見る' }).click();
  await expect(page.getByRole('link', { name: 'CUP-10', exact: true })).toBeVisible();
});

test('opening stock comes from a file and is added to what is there', async ({ page, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto('/import');
  await hydrated(page);
  await page.getByRole('link', { name: '期首在庫' }).click();
  const text = rows(['倉庫コード', 'ロケーション', '品目コード', '数量'], [W1.code, SHELF, TEA.code, '25'], [W1.code, SHELF, CUP.code, '3']);
  await page.locator('#file').setInputFiles({ name: '期首在庫.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${text}`) });
  await page.getByRole('button', { name: 'この内容で取り込む' }).click();
  await expect(page.getByText('取り込みが完了しました。')).toBeVisible();
  expect(await stockOf(server, TEA.code)).toEqual({ on_hand: 25, allocated: 0 });
  expect(await stockOf(server, CUP.code)).toEqual({ on_hand: 3, allocated: 0 });
});

test('a template and a list are saved as files', async ({ page, server }) => {
  await stocked(server);
  await signIn(page);
  await page.goto('/import');
  await hydrated(page);
  const template = page.waitForEvent('download');
  await page.getByRole('button', { name: 'ひな形をダウンロード（UTF-8）' }).click();
  expect(readFileSync(await (await template).path(), 'utf8')).toContain('品目コード');
  await page.goto('/items');
  await hydrated(page);
  const list = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV（UTF-8）' }).click();
  expect(readFileSync(await (await list).path(), 'utf8')).toContain(TEA.jan);
});
