// What may be believed of what a reader says. A wrong code is worse than a second look, so a symbol
// without a check digit of its own has to be seen alike in several frames before it counts.

/** A code in view is not taken again until it has been out of sight this long. */
export const REPEAT_MS = 1500;
/** Sightings further apart than this are not of one aim. */
const AIM_MS = 1000;
/** Lines of a linear symbol that have to agree before one frame is enough. */
const LINES_SURE = 6;

/** GS1 General Specifications 7.9: the last digit over those before it. */
export function hasCheckDigit(digits) {
  if (!/^\d{2,}$/.test(digits) || /^0+$/.test(digits)) return false;
  let sum = 0;
  for (let place = 2; place <= digits.length; place += 1) {
    sum += Number(digits.at(-place)) * (place % 2 === 0 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

/** How many frames must say the same, or 0 when it is never believed. */
export function framesNeeded({ symbology, text, lines, native }) {
  // The browser's own reader does not say how many lines it saw.
  const sure = native || lines >= LINES_SURE;
  switch (symbology) {
    case 'EAN13':
      // The second row of a Japanese book (書籍JANコード) is its price, not its number.
      if (/^19[12]/.test(text)) return 0;
    // falls through
    case 'UPCA':
      return hasCheckDigit(text) ? (sure ? 1 : 2) : 0;
    case 'EAN8':
    case 'UPCE':
      return hasCheckDigit(text) ? 2 : 0;
    case 'Code128':
      return text.length < 4 ? 3 : sure ? 1 : 2;
    case 'ITF':
      // A part of a longer symbol reads as a shorter one.
      if (text.length === 14) return hasCheckDigit(text) ? 2 : 0;
      return text.length >= 8 ? 3 : 0;
    case 'Code39':
    case 'Codabar':
      return text.length >= 6 && sure ? 2 : text.length >= 3 ? 3 : 0;
    case 'QRCode':
    case 'DataMatrix':
      return text.length > 0 ? 1 : 0;
    default:
      return 0;
  }
}

/** Remembers what earlier frames said. */
export class Belief {
  #pending = new Map();
  #taken = new Map();

  /**
   * The code of this frame that may be acted on, if there is one: the nearest to the aim.
   * `codes` are {symbology, text, lines, native, distance}; `now` is in milliseconds.
   */
  weigh(codes, now) {
    for (const [text, seen] of this.#taken) if (now - seen > REPEAT_MS) this.#taken.delete(text);
    for (const [key, { seen }] of this.#pending) if (now - seen > AIM_MS) this.#pending.delete(key);
    const believed = [];
    for (const code of codes) {
      const needed = framesNeeded(code);
      if (needed === 0) continue;
      if (this.#taken.has(code.text)) {
        this.#taken.set(code.text, now);
        continue;
      }
      const key = `${code.symbology} ${code.text}`;
      const frames = (this.#pending.get(key)?.frames ?? 0) + 1;
      this.#doubt(code, key);
      this.#pending.set(key, { ...code, frames, seen: now });
      if (frames >= needed) believed.push(code);
    }
    const [nearest] = believed.sort((a, b) => a.distance - b.distance);
    if (nearest) {
      this.#pending.clear();
      for (const { text } of believed) this.#taken.set(text, now);
    }
    return nearest;
  }

  /** Two readings of one symbol that differ: neither has been seen yet. */
  #doubt(code, key) {
    for (const [other, { symbology, distance }] of this.#pending) {
      const same = symbology === code.symbology && Math.abs(distance - code.distance) < 0.1;
      if (other !== key && same) this.#pending.delete(other);
    }
  }

  /** The next code counts even when it was just taken. */
  forget() {
    this.#pending.clear();
    this.#taken.clear();
  }
}
