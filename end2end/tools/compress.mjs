// Compresses the site ahead of time, beside each file that gets smaller by it: `compress.mjs FOLDER`. cargo-leptos could
// do it, but installed as it is, without optimisation, it takes seven times as long.
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const site = process.argv[2];
const ways = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  gz: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

async function compress(file, bytes, [ending, way]) {
  const small = await way(bytes);
  if (small.length < bytes.length) writeFileSync(`${file}.${ending}`, small);
  // What an earlier build left there is of another content.
  else rmSync(`${file}.${ending}`, { force: true });
}

const files = readdirSync(site, { recursive: true })
  .map((name) => join(site, name))
  .filter((file) => statSync(file).isFile() && !/\.(br|gz)$/.test(file));
const work = files.flatMap((file) => {
  const bytes = readFileSync(file);
  return Object.entries(ways).map((way) => compress(file, bytes, way));
});
await Promise.all(work);
