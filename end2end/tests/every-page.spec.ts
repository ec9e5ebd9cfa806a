// Every screen that a link leads to, of a company with history: the browser complains of nothing,
// axe finds nothing, on the desktop in light and on the phone in dark. PICTURES=1 takes pictures.
import type { Page } from '@playwright/test';
import { accessible, expect, hydrated, pictures, signIn, test } from './journey';

const PAGES_MAX = 80;

test.use({ company: 'demo' });
test.setTimeout(1_200_000);

/** Screens of one kind have one shape: codes and numbers in the address do not matter. */
function shape(path: string): string {
  const parts = path.split('?')[0].split('/').map((part, place, all) => (/\d/.test(part) || all[place - 1] === 'w' ? ':' : part));
  return parts.join('/');
}

/** Same-origin addresses of screens that the page links to. */
async function links(page: Page): Promise<string[]> {
  const found = await page.locator('a[href]').evaluateAll((all) =>
    (all as HTMLAnchorElement[])
      .filter((link) => link.origin === location.origin && !link.hasAttribute('download'))
      .map((link) => link.pathname + link.search),
  );
  return found.filter((path) => !/\.(csv|json|pdf)(\?|$)/.test(path) && !/^\/(api|sign-out)/.test(path));
}

/** A picture for the README. */
async function readme(page: Page, name: string, path: string, size: { width: number; height: number }) {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(path);
  await hydrated(page);
  await page.screenshot({ path: `pictures/readme-${name}.png` });
}

test('no screen complains, and each can be used by everybody', async ({ page }) => {
  await signIn(page);
  const waiting = ['/'];
  const known = new Map<string, string>([['/', '/']]);
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    await test.step(path, async () => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(path as string);
      await hydrated(page);
      await expect(page).toHaveTitle(/./);
      await accessible(page);
      for (const next of await links(page)) {
        if (!known.has(shape(next)) && known.size < PAGES_MAX) {
          known.set(shape(next), next);
          waiting.push(next);
        }
      }
      await pictures(page, `page${shape(path as string).replace(/[/:]+/g, '-')}`);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.emulateMedia({ colorScheme: 'dark' });
      await accessible(page);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wider, `${path} is wider than a phone`).toBeLessThanOrEqual(0);
    });
  }
  if (process.env.PICTURES) {
    const of = (start: string) => [...known].find(([shape]) => shape === start)?.[1] as string;
    await readme(page, 'desktop', of('/w/:/shipping/:'), { width: 1440, height: 900 });
    await readme(page, 'phone', of('/scan/receive/:'), { width: 390, height: 844 });
  }
  expect(known.size, `screens found: ${[...known.keys()].join(' ')}`).toBeGreaterThan(15);
});
