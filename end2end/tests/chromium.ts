// The Chromium of the system, as every journey starts it.
import { installed } from '../tools/chromium.mjs';

/** Launch options, with further arguments behind ours. */
export const chromium = (...args: string[]) => ({
  executablePath: installed(),
  args: ['--disable-gpu', '--disable-quic', ...args],
});
