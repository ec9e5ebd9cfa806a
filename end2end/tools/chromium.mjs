// Where the system's Chromium is: `CHROMIUM`, else the first that the path knows, in the order of `setup.sh`.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

export function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.env.CHROMIUM ?? places.find((place) => existsSync(place));
}
