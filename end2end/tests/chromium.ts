// The Chromium of the system, as every journey starts it.
import { existsSync } from 'node:fs';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Launch options, with further arguments behind ours. */
export const chromium = (...args: string[]) => ({
  executablePath: process.env.CHROMIUM ?? INSTALLED.find((path) => existsSync(path)),
  args: ['--disable-gpu', '--disable-quic', ...args],
});
