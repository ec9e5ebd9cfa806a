// Barcodes drawn for the fake camera: the bars of EAN-13, as GS1 General Specifications 5.2 gives
// them, in a moving picture that Chromium shows as what its camera sees.
import { createHash } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const L = ['0001101', '0011001', '0010011', '0111101', '0100011', '0110001', '0101111', '0111011', '0110111', '0001011'];
const R = L.map((bits) => bits.replace(/./g, (bit) => (bit === '1' ? '0' : '1')));
const G = R.map((bits) => [...bits].reverse().join(''));
const PARITY = ['LLLLLL', 'LLGLGG', 'LLGGLG', 'LLGGGL', 'LGLLGG', 'LGGLLG', 'LGGGLL', 'LGLGLG', 'LGLGGL', 'LGGLGL'];

/** The check digit that belongs behind twelve digits. */
export function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
}

/** A JAN code from its first twelve digits. */
export const jan = (digits: string) => digits + checkDigit(digits);

function modules(code: string): string {
  const parity = PARITY[Number(code[0])];
  const left = [...code.slice(1, 7)].map((digit, place) => (parity[place] === 'L' ? L : G)[Number(digit)]);
  const right = [...code.slice(7)].map((digit) => R[Number(digit)]);
  return `101${left.join('')}01010${right.join('')}101`;
}

const WIDTH = 640;
const HEIGHT = 480;
const PAPER = 225;
const INK = 30;
const DESK = 120;

/** One picture: a label on a desk, `shift` pixels to the side, or the bare desk. */
function frame(code: string | undefined, shift: number): Buffer {
  const luma = Buffer.alloc(WIDTH * HEIGHT, DESK);
  if (code) {
    const bars = modules(code);
    const scale = 4;
    const left = Math.floor((WIDTH - bars.length * scale) / 2) + shift;
    for (let y = 100; y < 380; y += 1) {
      for (let x = left - 60; x < left + bars.length * scale + 60; x += 1) {
        const bit = y > 130 && y < 350 ? bars[Math.floor((x - left) / scale)] : '0';
        luma[y * WIDTH + x] = bit === '1' ? INK : PAPER;
      }
    }
  }
  return Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
}

/** What Chromium needs to be told so that its camera shows these codes, a second each, again and again. */
export function fakeCamera(...codes: string[]): string[] {
  const name = createHash('sha256').update(codes.join()).digest('hex').slice(0, 12);
  const path = join(tmpdir(), `kuramori-camera-${name}.y4m`);
  if (!existsSync(path)) {
    const shifts = [0, 1, 2, 3, 4, 3, 2, 1, 0, -1];
    const frames = codes.flatMap((code) => [
      ...shifts.map((shift) => frame(code, shift)),
      ...(codes.length > 1 ? shifts.slice(0, 5).map(() => frame(undefined, 0)) : []),
    ]);
    const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
    writeFileSync(`${path}.${process.pid}`, Buffer.concat([head, ...frames]));
    renameSync(`${path}.${process.pid}`, path);
  }
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${path}`,
  ];
}
