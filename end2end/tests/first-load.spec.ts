// What the first page costs on the line, what the second visit costs, and that nothing jumps.
import type { Page } from '@playwright/test';
import { expect, hydrated, signIn, test } from './journey';

const FIRST_PAGE_KB = 250;
const SHIFT_MAX = 0.02;

test.use({ company: 'demo' });

/** Bytes of scripts and WebAssembly of this page: as they travelled, and as they are compressed. */
const code = (page: Page) =>
  page.evaluate(() => {
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const files = entries.filter(({ name }) => /\.(m?js|wasm)(\?|$)/.test(name));
    const sum = (size: 'transferSize' | 'encodedBodySize') => files.reduce((total, file) => total + file[size], 0);
    return { travelled: sum('transferSize'), compressed: sum('encodedBodySize'), files: files.map((file) => file.name) };
  });

const shift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        let sum = 0;
        type Shift = PerformanceEntry & { value: number };
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += (entry as Shift).value))).observe({
          type: 'layout-shift',
          buffered: true,
        });
        setTimeout(() => done(sum), 300);
      }),
  );

test('the first page stays small, the second visit loads no code', async ({ page }) => {
  await page.goto('/sign-in');
  await hydrated(page);
  const first = await code(page);
  console.log(`first page: ${(first.compressed / 1000).toFixed(1)} kB of code in ${first.files.length} files`);
  expect(first.compressed, first.files.join('\n')).toBeLessThanOrEqual(FIRST_PAGE_KB * 1000);
  expect(first.compressed).toBeGreaterThan(50_000);

  await page.goto('/sign-in');
  await hydrated(page);
  expect((await code(page)).travelled).toBe(0);
});

test('nothing jumps while a page comes to life', async ({ page }) => {
  await signIn(page);
  for (const path of ['/', '/items']) {
    await page.goto(path);
    await hydrated(page);
    expect(await shift(page), path).toBeLessThanOrEqual(SHIFT_MAX);
  }
});

test('a page is never without its title', async ({ page }) => {
  await signIn(page);
  await page.addInitScript(() => {
    const seen = ((window as any).titles = new Set<string>());
    const look = () => {
      if (document.body) seen.add(document.title);
      requestAnimationFrame(look);
    };
    look();
  });
  for (const path of ['/', '/items', '/sign-in']) {
    await page.goto(path);
    await hydrated(page);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const titles = await page.evaluate(() => [...(window as any).titles]);
    expect(titles, path).toEqual([await page.title()]);
    expect(titles[0]).toMatch(/. – Kuramori$/);
  }
});
