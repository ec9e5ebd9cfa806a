// What every journey stands on: a server of its own, pages that fail on any complaint of the
// browser, sign-in, the accessibility check, and pictures.
import { type BrowserContext, type Page, expect, test as base } from '@playwright/test';
import axe from 'axe-core';
import { ADMIN, Server } from './server';

export { expect } from '@playwright/test';
export { ADMIN } from './server';

export const COMPANY = 'kura';

type Fixtures = {
  /** `demo` fills the company with goods and history; `empty` leaves it as made. */
  company: 'demo' | 'empty';
  server: Server;
  /** Further browser windows, watched like `page`. */
  open: (context?: BrowserContext) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  company: ['empty', { option: true }],

  server: async ({ company }, use, info) => {
    const server = new Server();
    server.createCompany(COMPANY, '蔵守商店');
    if (company === 'demo') server.command(['demo', '--customer-id', COMPANY, '--items', '120', '--postings', '600', '--seed', '7']);
    await server.start();
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach('server', { body: server.output });
    await server.dispose();
  },

  baseURL: async ({ server }, use) => use(server.url),

  page: async ({ page }, use) => {
    const complaints = watch(page);
    await use(page);
    expect(complaints, 'what the browser complained of').toEqual([]);
  },

  open: async ({ browser, context, baseURL }, use) => {
    const complaints: string[][] = [];
    const made: BrowserContext[] = [];
    await use(async (where) => {
      const home = where ?? (await browser.newContext({ baseURL, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' }));
      if (!where) made.push(home);
      const page = await home.newPage();
      complaints.push(watch(page));
      return page;
    });
    expect(complaints.flat(), 'what the browser complained of').toEqual([]);
    for (const home of made) if (home !== context) await home.close();
  },
});

/** Errors that a journey means to provoke, by their text. */
const expected = new WeakMap<Page, RegExp[]>();

/** From now on a complaint that fits is meant: a refused sign-in, a connection taken away. */
export function expectComplaint(page: Page, text: RegExp) {
  expected.set(page, [...(expected.get(page) ?? []), text]);
}

/** Loses the line, and comes back when it is lost: what is asked for in that very moment may still get through. */
export async function loseLine(page: Page) {
  expectComplaint(page, /Failed to load resource|ERR_|offline/i);
  await page.context().setOffline(true);
  await expect.poll(() => page.evaluate(() => fetch('/healthz').then(() => true, () => false))).toBe(false);
}

/**
 * What says nothing about the program: the browser notes every refusal of a command by itself (a wrong item is a 409),
 * and a code file that waits a few seconds for a busy machine.
 */
const MEANT = [/status of 4\d\d .*\/fn\//, /was preloaded using link preload but not used within a few seconds/];

function watch(page: Page): string[] {
  const complaints: string[] = [];
  const add = (text: string) => {
    if (![...MEANT, ...(expected.get(page) ?? [])].some((meant) => meant.test(text))) complaints.push(text);
  };
  page.on('console', (message) => {
    const bad = ['error', 'warning', 'assert'].includes(message.type()) || /hydrat/i.test(message.text());
    if (bad) add(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => add(`uncaught: ${error.message}`));
  page.on('response', (answer) => {
    if (new URL(answer.url()).pathname === '/events') streams.set(page, page.url());
    if (answer.status() >= 500) add(`${answer.status()} ${answer.url()}`);
  });
  return complaints;
}

/** Signs in as a person would, at the sign-in page. */
export async function signIn(page: Page, customerId = COMPANY, user = ADMIN.user, password = ADMIN.password) {
  await page.goto('/sign-in');
  await page.locator('[name=customer_id]').fill(customerId);
  await page.locator('[name=user_id]').fill(user);
  await page.locator('[name=password]').fill(password);
  await page.locator('[name=password]').press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** Waits until WebAssembly has taken the page over. */
export async function hydrated(page: Page) {
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

/** From now on: what a page asked for and was refused. The browser notes each of these as an error of the page. */
export function refusals(page: Page): string[] {
  const refused: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`);
  });
  return refused;
}

/** The address at which a page began to hear of changes. */
const streams = new WeakMap<Page, string>();

/** Waits until the page hears of changes, too. A second tab of one browser shares the first one's stream. */
export async function listening(page: Page) {
  await hydrated(page);
  await expect.poll(() => streams.get(page), 'the stream of changes is open').toBe(page.url());
}

/** Nothing that axe knows of keeps anybody from this page. */
export async function accessible(page: Page) {
  // A screen that still loads has its heading to come.
  await page.locator('h1').first().waitFor();
  // Colours that are on their way to others are none that anybody reads; what turns for ever has no end to go to.
  await page.evaluate(() => {
    for (const change of document.getAnimations()) {
      if (change.effect?.getComputedTiming().endTime !== Infinity) change.finish();
    }
  });
  // axe stays with its page. Without its package for Playwright, which looks into frames: our pages have none, and it
  // takes as long again.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  });
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** With PICTURES=1, pictures to look at, in both sizes and both colour schemes: end2end/pictures/NAME-SIZE-SCHEME.png. */
export async function pictures(page: Page, name: string) {
  if (!process.env.PICTURES) return;
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: `pictures/${name}-${size}-${scheme}.png`, fullPage: true, animations: 'disabled' });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
