// Reads barcodes from frames of the camera. One frame is under way at a time: the page sends the
// next one when this one is answered.
//
//   page → worker  {frame, bitmap, aim: {x, y, width, height}}   the bitmap is transferred
//                  {forget: true}                                 take the same code again
//   worker → page  {ready: 'native' | 'zxing'} | {failed: reason}
//                  {frame, code?: {text, symbology}, seen, took_ms}
//
// `text` begins with the symbology identifier (]C1, ]d2, ]Q3) when the symbol is GS1, with FNC1 as
// ASCII 29.
import { Belief } from './belief.js';

const SYMBOLOGIES = ['EAN13', 'EAN8', 'UPCA', 'UPCE', 'ITF', 'Code39', 'Code128', 'Codabar', 'QRCode', 'DataMatrix'];
/** The browser's names for the same. */
const NATIVE = {
  ean_13: 'EAN13',
  ean_8: 'EAN8',
  upc_a: 'UPCA',
  upc_e: 'UPCE',
  itf: 'ITF',
  code_39: 'Code39',
  code_128: 'Code128',
  codabar: 'Codabar',
  qr_code: 'QRCode',
  data_matrix: 'DataMatrix',
};
const WHOLE = { x: 0, y: 0, width: 1, height: 1 };
/** Longer sides are scaled down to this, shorter ones up to at most this. */
const SIDE_MAX_PX = 1600;
/**
 * What a frame in which the aim shows nothing is tried with, one a frame: small bars want to be
 * larger, some read better a little askew, and white on black is rare.
 */
const ATTEMPTS = [
  {},
  { larger: 2 },
  { larger: 1.5, turn: 5 },
  { larger: 1.5, turn: -5 },
  { more: { tryInvert: true } },
  { larger: 3, aimed: true },
];

const belief = new Belief();
const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext('2d', { willReadFrequently: true });

/** The pixels of a part of the frame, given in shares of its sides; made larger and turned, in degrees. */
function pixels(bitmap, part, larger = 1, turn = 0) {
  const [x, y] = [Math.round(part.x * bitmap.width), Math.round(part.y * bitmap.height)];
  const width = Math.max(1, Math.min(Math.round(part.width * bitmap.width), bitmap.width - x));
  const height = Math.max(1, Math.min(Math.round(part.height * bitmap.height), bitmap.height - y));
  const scale = Math.min(larger, SIDE_MAX_PX / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  context.imageSmoothingQuality = 'high';
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turn * Math.PI) / 180);
  context.drawImage(bitmap, x, y, width, height, -canvas.width / 2, -canvas.height / 2, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** How far from the middle of the frame, in shares of its sides. */
function distance(middle, bitmap) {
  return Math.hypot(middle.x / bitmap.width - 0.5, middle.y / bitmap.height - 0.5);
}

async function zxing() {
  const { prepareZXingModule, readBarcodes } = await import('./zxing/reader/index.js');
  await prepareZXingModule({
    overrides: { locateFile: (file) => new URL(`zxing/${file}`, import.meta.url).href },
    fireImmediately: true,
  });
  const options = {
    formats: SYMBOLOGIES.map((name) => ({ QRCode: 'QRCodeModel2', Code39: 'Code39Std' })[name] ?? name),
    textMode: 'Plain',
    tryHarder: true,
    tryRotate: true,
    tryDownscale: true,
    tryInvert: false,
    minLineCount: 2,
    maxNumberOfSymbols: 6,
  };
  const read = async (bitmap, part, { larger, turn, more } = {}) => {
    const image = pixels(bitmap, part, larger, turn);
    const found = await readBarcodes(image, { ...options, ...more });
    const scale = { x: (part.width * bitmap.width) / image.width, y: (part.height * bitmap.height) / image.height };
    return found.map(({ symbology, format, text, contentType, symbologyIdentifier, lineCount, position }) => {
      const corners = [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft];
      const middle = {
        x: part.x * bitmap.width + (corners.reduce((sum, { x }) => sum + x, 0) / 4) * scale.x,
        y: part.y * bitmap.height + (corners.reduce((sum, { y }) => sum + y, 0) / 4) * scale.y,
      };
      return {
        symbology: symbology === 'EANUPC' ? format : symbology,
        text: contentType === 'GS1' ? symbologyIdentifier + text : text,
        lines: lineCount,
        distance: distance(middle, bitmap),
      };
    });
  };
  let turn = 0;
  return async (bitmap, aim) => {
    const aimed = aim ? await read(bitmap, aim) : [];
    if (aimed.length > 0) return aimed;
    const attempt = ATTEMPTS[turn % ATTEMPTS.length];
    const found = await read(bitmap, attempt.aimed && aim ? aim : WHOLE, attempt);
    // What shows something is tried again with the next frame, which may confirm it.
    if (found.length === 0) turn += 1;
    return found;
  };
}

/** The browser's own reader, when it knows all that we read. */
async function native() {
  if (!('BarcodeDetector' in self)) return undefined;
  const known = await BarcodeDetector.getSupportedFormats();
  const formats = Object.keys(NATIVE);
  if (!formats.every((format) => known.includes(format))) return undefined;
  const detector = new BarcodeDetector({ formats });
  return async (bitmap) => {
    const found = await detector.detect(bitmap);
    return found.map(({ format, rawValue, boundingBox: box }) => ({
      symbology: NATIVE[format],
      text: rawValue,
      native: true,
      distance: distance({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, bitmap),
    }));
  };
}

async function choose() {
  const own = await native().catch(() => undefined);
  return own ? { name: 'native', read: own } : { name: 'zxing', read: await zxing() };
}

const reader = choose();
reader.then(
  ({ name }) => postMessage({ ready: name }),
  (error) => postMessage({ failed: String(error) }),
);

async function look({ frame, bitmap, aim }) {
  const started = performance.now();
  let codes = [];
  try {
    const { read } = await reader;
    codes = await read(bitmap, aim);
  } catch {
    // This frame could not be read; the next one can.
  } finally {
    bitmap.close();
  }
  const now = performance.now();
  const code = belief.weigh(codes, now);
  postMessage({
    frame,
    code: code && { text: code.text, symbology: code.symbology },
    seen: codes.length,
    took_ms: now - started,
  });
}

addEventListener('message', ({ data }) => {
  if (data.forget) belief.forget();
  else look(data);
});
