// The client's size by file, as the browser gets it (brotli), against its bounds.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const SITE = resolve(import.meta.dirname, '../../target/release/site');
const KIB = 1000;

/**
 * Where a file belongs: what every first page loads, the scan pages, or a page of its own. The goal is where it should
 * be; the bound is where it stands, so that it can only become smaller.
 */
const PARTS = [
  { part: 'scanner', fits: /zxing|scan|^reader\//, goal_kb: 350, bound_kb: 350 },
  { part: 'lazy page', fits: /chunk|split_|lazy/, goal_kb: Infinity, bound_kb: Infinity },
  { part: 'first page', fits: /./, goal_kb: 250, bound_kb: 480 },
];

function brotli(path) {
  if (existsSync(`${path}.br`)) return statSync(`${path}.br`).size;
  return brotliCompressSync(readFileSync(path)).length;
}

/** Every script and WebAssembly file of the site with its size in bytes. */
export function clientSizes() {
  return readdirSync(SITE, { recursive: true })
    .filter((path) => /\.(m?js|wasm)$/.test(path))
    .map((path) => {
      const { part } = PARTS.find(({ fits }) => fits.test(path));
      return { file: path, part, bytes: statSync(join(SITE, path)).size, brotli: brotli(join(SITE, path)) };
    })
    .sort((a, b) => a.part.localeCompare(b.part) || b.brotli - a.brotli);
}

function check() {
  const files = clientSizes();
  const kb = (bytes) => (bytes / KIB).toFixed(1).padStart(9);
  console.log(`${'file'.padEnd(56)}${'kB'.padStart(9)}${'brotli'.padStart(9)}  part`);
  for (const { file, part, bytes, brotli } of files) console.log(`${file.padEnd(56)}${kb(bytes)}${kb(brotli)}  ${part}`);
  let over = files.length === 0;
  for (const { part, goal_kb, bound_kb } of PARTS) {
    const sum = files.filter((file) => file.part === part).reduce((total, file) => total + file.brotli, 0);
    const bound = Number.isFinite(bound_kb) ? `of ${bound_kb} kB; goal ${goal_kb} kB` : '';
    console.log(`${part.padEnd(65)}${kb(sum)}  ${bound}`);
    over ||= sum > bound_kb * KIB;
  }
  if (over) {
    console.error('the client is over its bound');
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) check();
