// Measures the scanner over a folder of photographs: `node end2end/bench/scanner.mjs FOLDER`.
//
// One folder a symbology and set; beside NN.png (.jpg, .gif) stands NN.txt with what it holds. In a
// folder whose name begins with `falsepositives` whatever is read is wrong. The worker is the one of
// the scan pages, in Chromium, and sees each photograph as a camera held still would show it: a few
// frames, each a touch larger or smaller, from left to right and upside down as people hold things.
import { createServer } from 'node:http';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { installed } from '../tools/chromium.mjs';

const READER = resolve(import.meta.dirname, '../../public/reader');
const ZXING = resolve(import.meta.dirname, '../node_modules/zxing-wasm/dist');
const FRAMES = Number(process.env.FRAMES ?? 8);
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };

/** The same for a shelf label however its symbology writes it. */
function plain(text) {
  const bare = text
    .replace(/^\][A-Za-z]\d/, '')
    .replace(/[\u001d\r\n]/g, '')
    .replace(/^[A-D]([-0-9$:/.+]+)[A-D]$/i, '$1')
    .trim();
  return /^\d{12,13}$/.test(bare) ? bare.padStart(13, '0') : bare;
}

function photographs(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      set: name,
      pictures: readdirSync(join(folder, name))
        .filter((file) => PICTURE.test(file))
        .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
        .map((file) => {
          const text = join(folder, name, `${basename(file, extname(file))}.txt`);
          return { file, expected: existsSync(text) ? readFileSync(text, 'utf8') : undefined };
        }),
    }))
    .filter(({ pictures }) => pictures.length > 0);
}

function serve(folder) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    if (path === '/') {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>scanner</title><link rel=icon href=data:,>');
      return;
    }
    const [root, rest] = path.startsWith('/reader/zxing/')
      ? [ZXING, path.slice('/reader/zxing/'.length)]
      : path.startsWith('/reader/')
        ? [READER, path.slice('/reader/'.length)]
        : [folder, path.slice('/photographs/'.length)];
    const candidates = [join(root, rest), join(root, 'es', rest), join(root, 'reader', rest)];
    const file = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
    response.statusCode = file ? 200 : 404;
    response.setHeader('content-type', TYPES[extname(rest)] ?? 'application/octet-stream');
    response.end(file && readFileSync(file));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

/** In the page: shows one photograph to the worker until it says something, at most `frames` times. */
async function show({ path, frames }) {
  window.reader ??= await new Promise((done, failed) => {
    const worker = new Worker('/reader/worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => (data.ready ? done(worker) : failed(new Error(data.failed)));
    worker.onerror = (event) => failed(new Error(event.message));
  });
  const picture = await createImageBitmap(await (await fetch(path)).blob());
  // A drawing of one pixel a module is no photograph: a camera sees it larger.
  const enlarge = Math.max(1, Math.ceil(240 / Math.max(picture.width, picture.height)));
  const canvas = new OffscreenCanvas(picture.width * enlarge, picture.height * enlarge);
  const context = canvas.getContext('2d');
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const photograph = await createImageBitmap(canvas);
  const aim = { x: 0.1, y: 0.25, width: 0.8, height: 0.5 };
  const took = [];
  window.reader.postMessage({ forget: true });
  for (let frame = 0; frame < frames; frame += 1) {
    // Nobody holds a telephone quite still.
    const shift = frame % 3;
    const bitmap = await createImageBitmap(photograph, 0, 0, photograph.width - shift, photograph.height - shift);
    const answer = await new Promise((done) => {
      window.reader.onmessage = ({ data }) => done(data);
      window.reader.postMessage({ frame, bitmap, aim }, [bitmap]);
    });
    took.push(answer.took_ms);
    if (answer.code) return { code: answer.code, took };
  }
  return { took };
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function main(folder) {
  const sets = photographs(folder);
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: installed() });
  const page = await browser.newPage();
  page.on('console', (message) => console.error(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);

  const results = [];
  for (const { set, pictures } of sets) {
    const row = { set, pictures: pictures.length, read: 0, misread: 0, false_read: 0, missed: [], wrong: [], frames: [] };
    for (const { file, expected } of pictures) {
      const { code, took } = await page.evaluate(show, { path: `/photographs/${set}/${encodeURIComponent(file)}`, frames: FRAMES });
      row.frames.push(...took);
      if (!code) row.missed.push(file);
      else if (expected === undefined || set.startsWith('falsepositives')) {
        row.false_read += 1;
        row.wrong.push(`${file}: ${code.symbology} ${code.text}`);
      } else if (plain(code.text) === plain(expected)) row.read += 1;
      else {
        row.misread += 1;
        row.wrong.push(`${file}: ${code.symbology} ${code.text} instead of ${expected}`);
      }
    }
    results.push(row);
  }
  await browser.close();
  server.close();
  report(results);
}

function report(results) {
  console.log(`${'set'.padEnd(20)}pictures  read  misread  false  p50 ms  p95 ms a frame`);
  const line = ({ set, pictures, read, misread, false_read, frames }) => {
    const sorted = [...frames].sort((a, b) => a - b);
    const times = [0.5, 0.95].map((share) => quantile(sorted, share).toFixed(0).padStart(8)).join('');
    console.log(`${set.padEnd(20)}${[pictures, read, misread, false_read].map((n) => String(n).padStart(8)).join('')}${times}`);
  };
  results.forEach(line);
  const sum = (name) => results.reduce((total, row) => total + row[name], 0);
  line({
    set: 'all',
    pictures: sum('pictures'),
    read: sum('read'),
    misread: sum('misread'),
    false_read: sum('false_read'),
    frames: results.flatMap(({ frames }) => frames),
  });
  for (const { set, wrong, missed } of results) {
    for (const text of wrong) console.log(`wrong  ${set}/${text}`);
    if (!set.startsWith('falsepositives') && missed.length > 0) console.log(`missed ${set}: ${missed.join(' ')}`);
  }
  if (process.env.JSON_OUT) writeFileSync(process.env.JSON_OUT, JSON.stringify(results, undefined, 2));
}

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: scanner.mjs FOLDER');
  process.exit(2);
}
await main(resolve(folder));
