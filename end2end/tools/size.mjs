// The client's size as the browser gets it (brotli): by file, and by what a page of each kind loads, against its bounds.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const SITE = resolve(import.meta.dirname, '../../target/release/site');
const KILO = 1000;

/**
 * What may travel. `first` is what every page loads, and all of a page like sign-in; `scanner` is the barcode reader,
 * on scan pages only; each bundle of `app/src/bundle.rs` is what its pages load beyond the first page.
 */
const BOUNDS_KB = { first: 250, scanner: 350, start: 210, masters: 420, slips: 640, scanning: 410, console: 250 };

function brotli(path) {
  if (existsSync(`${path}.br`)) return statSync(`${path}.br`).size;
  return brotliCompressSync(readFileSync(path)).length;
}

const bundleOf = (name) => name.replace(/_\d+$/, '');

/** The bundles that load each file of the split, by the file's name without its hash and ending. */
function bundles() {
  const manifest = readdirSync(join(SITE, 'pkg')).find((name) => /^__wasm_split_manifest.*\.json$/.test(name));
  const users = new Map();
  for (const [bundle, files] of Object.entries(JSON.parse(readFileSync(join(SITE, 'pkg', manifest), 'utf8')))) {
    for (const file of files) users.set(file, [...(users.get(file) ?? []), bundleOf(bundle)]);
  }
  return users;
}

/** Every script and WebAssembly file of the site with its size in bytes and the parts that load it. */
export function clientSizes() {
  const users = bundles();
  const parts = (path) => {
    if (path.startsWith('reader/')) return ['scanner'];
    return users.get(basename(path, '.wasm')) ?? ['first'];
  };
  return readdirSync(SITE, { recursive: true })
    .filter((path) => /\.(m?js|wasm)$/.test(path))
    .map((file) => ({ file, parts: parts(file), bytes: statSync(join(SITE, file)).size, brotli: brotli(join(SITE, file)) }))
    .sort((a, b) => b.brotli - a.brotli);
}

/** What a page of each part loads, in bytes of brotli. */
export function partSizes(files = clientSizes()) {
  const sums = {};
  for (const { parts, brotli } of files) for (const part of parts) sums[part] = (sums[part] ?? 0) + brotli;
  return sums;
}

function check() {
  const files = clientSizes();
  const kb = (bytes) => (bytes / KILO).toFixed(1).padStart(9);
  console.log(`${'file'.padEnd(60)}${'kB'.padStart(9)}${'brotli'.padStart(9)}  loaded by`);
  for (const { file, parts, bytes, brotli } of files) console.log(`${file.padEnd(60)}${kb(bytes)}${kb(brotli)}  ${parts.join(' ')}`);
  const sums = partSizes(files);
  const over = Object.entries(BOUNDS_KB).filter(([part, bound]) => !(sums[part] <= bound * KILO));
  for (const [part, bound] of Object.entries(BOUNDS_KB)) console.log(`${part.padEnd(69)}${kb(sums[part])}  of ${bound} kB`);
  if (over.length > 0) {
    console.error(`over their bound: ${over.map(([part]) => part).join(', ')}`);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) check();
