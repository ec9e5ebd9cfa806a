// How soon a page is there over a slow line on a slow phone: nothing of it is in the browser's cache.
import { chromium, devices } from '@playwright/test';
import { installed } from '../tools/chromium.mjs';

/** 1.5 Mbit/s each way, 150 ms there and back; a processor a quarter as fast as this one. */
const LINE = { offline: false, latency: 150, downloadThroughput: 1_500_000 / 8, uploadThroughput: 1_500_000 / 8 };
const PROCESSOR = { rate: 4 };
const PHONE = { ...devices['Pixel 5'], locale: 'ja-JP', timezoneId: 'Asia/Tokyo' };
const TIMES = 7;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Notes what the page shows, when WebAssembly has taken it over, and how far things jump. */
function watch() {
  const seen = (window.seen = { content: 0, interactive: 0, shift: 0 });
  const follow = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  follow('largest-contentful-paint', (entry) => (seen.content = entry.startTime));
  follow('layout-shift', (entry) => (seen.shift += entry.value));
  const look = () => {
    if (!document.documentElement?.hasAttribute('data-hydrated')) return requestAnimationFrame(look);
    seen.interactive = performance.now();
  };
  look();
}

async function open(browser, url, storageState) {
  const context = await browser.newContext({ ...PHONE, storageState });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send('Network.enable');
  await tools.send('Network.emulateNetworkConditions', LINE);
  await tools.send('Emulation.setCPUThrottlingRate', PROCESSOR);
  await page.addInitScript(watch);
  await page.goto(url);
  await page.waitForFunction(() => window.seen.interactive > 0);
  await page.waitForTimeout(500);
  const seen = await page.evaluate(() => window.seen);
  await context.close();
  return seen;
}

async function signedIn(browser, url, { company, user, password }) {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  for (const [name, value] of Object.entries({ customer_id: company, user_id: user, password })) await page.locator(`[name=${name}]`).fill(value);
  await page.locator('[name=password]').press('Enter');
  await page.waitForURL((there) => !there.pathname.startsWith('/sign-in'));
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Medians of each page, in milliseconds. */
export async function slowLine(url, account) {
  const browser = await chromium.launch({ executablePath: installed(), args: ['--disable-gpu', '--disable-quic'] });
  try {
    const state = await signedIn(browser, url, account);
    const rows = [];
    for (const [path, storageState] of [['/sign-in'], ['/', state], ['/items', state], ['/scan', state]]) {
      const seen = [];
      for (let time = 0; time < TIMES; time += 1) seen.push(await open(browser, `${url}${path}`, storageState));
      const of = (name) => median(seen.map((one) => one[name]));
      rows.push({ page: path, content_ms: Math.round(of('content')), interactive_ms: Math.round(of('interactive')), shift: of('shift') });
    }
    return rows;
  } finally {
    await browser.close();
  }
}
