// Makes the client's WebAssembly small with Binaryen: `optimize.mjs FOLDER KEPT`. cargo-leptos would start wasm-opt for
// each of three dozen files, and most of the time would go into starting it.
//
// KEPT holds the results by the hash of what they were made of and by what, so a file that stayed the same is not done
// again; a result is its own, since a build that finds the client as it was leaves it here. The hashes in the names of
// the files are of what cargo-leptos made.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import binaryen from 'binaryen';

const [folder, kept] = process.argv.slice(2);
const { MVP, BulkMemory, BulkMemoryOpt, MutableGlobals, NontrappingFPToInt, SignExt, ReferenceTypes, Multivalue } = binaryen.Features;
/** What every browser of ours has. */
const FEATURES = MVP | BulkMemory | BulkMemoryOpt | MutableGlobals | NontrappingFPToInt | SignExt | ReferenceTypes | Multivalue;

// As `wasm-opt -Oz`.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);

/** The number at `at` (LEB128), and where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

/** The module without its custom sections: nine tenths of it are names of functions, which nobody is told. */
function withoutNames(bytes) {
  const HEADER = 8;
  const kept = [bytes.subarray(0, HEADER)];
  for (let at = HEADER; at < bytes.length; ) {
    const [size, content] = number(bytes, at + 1);
    if (bytes[at] !== 0) kept.push(bytes.subarray(at, content + size));
    at = content + size;
  }
  return Buffer.concat(kept);
}

function optimized(bytes) {
  const module = binaryen.readBinary(withoutNames(bytes));
  try {
    module.setFeatures(FEATURES);
    module.optimize();
    if (!module.validate()) throw new Error('Binaryen made a module that is not valid');
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** This program and its Binaryen: another one may make something else of the same file. */
const maker = [import.meta.filename, join(import.meta.dirname, '../node_modules/binaryen/package.json')].map((file) => readFileSync(file));

mkdirSync(kept, { recursive: true });
const used = new Set();
const place = (bytes) => {
  const name = createHash('sha256').update(Buffer.concat([...maker, bytes])).digest('hex');
  used.add(name);
  return join(kept, name);
};
/** Renamed into place, since a run that was cut off must not leave half a result. */
function keep(place, bytes) {
  writeFileSync(`${place}.new`, bytes);
  renameSync(`${place}.new`, place);
}
let before = 0;
let after = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.wasm')).map((name) => join(folder, name))) {
  const bytes = readFileSync(file);
  const result = place(bytes);
  if (!existsSync(result)) keep(result, optimized(bytes));
  const small = readFileSync(result);
  if (!small.equals(bytes)) {
    keep(place(small), small);
    writeFileSync(file, small);
  }
  before += bytes.length;
  after += small.length;
}
for (const name of readdirSync(kept)) if (!used.has(name)) rmSync(join(kept, name));
console.log(`WebAssembly: ${Math.round(before / 1000)} kB, optimised ${Math.round(after / 1000)} kB`);
