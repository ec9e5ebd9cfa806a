// What a hand scanner does to a page, and what a page asks of the device.
import type { Page } from '@playwright/test';
import { expect } from './journey';

/** A phone held upright. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** As the device does it: keys without a pause, wherever the focus is. */
export async function burst(page: Page, ...codes: string[]) {
  for (const code of codes) {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
  }
}

/** What became of the last scan. */
export const outcomeOf = (page: Page) => page.locator('.scan-outcome');

/** Sounds by their first tone, shakes and lights that a page asked for. */
export type Asked = { contexts: number; tones: number[]; shakes: number[][]; torch: boolean[] };

/**
 * Notes from now on what the page asks the device for; with `torch` its cameras have a light. Playwright itself touches
 * pages behind their back, so with `untouched` only fingers and keys count.
 */
export async function listen(page: Page, { torch = false, untouched = false } = {}) {
  await page.addInitScript(({ torch, untouched }) => {
    if (untouched) {
      const activation = { hasBeenActive: false, isActive: false };
      Object.defineProperty(navigator, 'userActivation', { value: activation });
      for (const touch of ['pointerup', 'keydown']) addEventListener(touch, () => (activation.hasBeenActive = true), true);
    }
    const asked: Asked = { contexts: 0, tones: [], shakes: [], torch: [] };
    Object.assign(window, { asked });
    const [Context, Oscillator] = [window.AudioContext, window.OscillatorNode];
    window.AudioContext = class extends Context {
      constructor() {
        super();
        asked.contexts += 1;
      }
    };
    window.OscillatorNode = class extends Oscillator {
      constructor(context: BaseAudioContext, options: OscillatorOptions) {
        super(context, options);
        asked.tones.push(options.frequency ?? 0);
      }
    };
    Object.defineProperty(navigator, 'vibrate', { value: (pattern: number[]) => asked.shakes.push(pattern) > 0 });
    if (!torch) return;
    const { getCapabilities, applyConstraints } = MediaStreamTrack.prototype;
    MediaStreamTrack.prototype.getCapabilities = function () {
      return { ...getCapabilities.call(this), torch: true } as MediaTrackCapabilities;
    };
    MediaStreamTrack.prototype.applyConstraints = async function (wanted) {
      const lights = (wanted?.advanced ?? []).flatMap((each) => ('torch' in each ? [Boolean(each.torch)] : []));
      asked.torch.push(...lights);
      if (lights.length === 0) await applyConstraints.call(this, wanted);
    };
  }, { torch, untouched });
}

/** What it asked for so far. */
export const asked = (page: Page): Promise<Asked> => page.evaluate(() => (window as unknown as { asked: Asked }).asked);

const [TONE_ACCEPTED, TONE_REFUSED, TONE_COMPLETE] = [1760, 220, 880];

/** The last thing that was heard and felt. */
export async function signalled(page: Page, signal: 'accepted' | 'refused' | 'complete') {
  const [first, tones, shake] = {
    accepted: [TONE_ACCEPTED, 1, [40]],
    refused: [TONE_REFUSED, 2, [150, 80, 150]],
    complete: [TONE_COMPLETE, 3, [40, 60, 80]],
  }[signal] as [number, number, number[]];
  await expect.poll(async () => (await asked(page)).tones.at(-tones), `the sound of ${signal}`).toBe(first);
  expect((await asked(page)).shakes.at(-1), `the shake of ${signal}`).toEqual(shake);
}

/** Everything that a finger presses in the screen is at least 44 px each way. */
export async function pressable(page: Page) {
  const small = await page.locator('main :is(a, button, input, select)').evaluateAll((all) =>
    all
      .filter((element) => element.checkVisibility())
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
      .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${Math.round(box.width)}×${Math.round(box.height)}`),
  );
  expect(small, `too small to press on ${page.url()}`).toEqual([]);
}
