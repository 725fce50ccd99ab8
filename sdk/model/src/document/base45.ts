import { Refusal } from '../refusal.js';

/** The letters that a QR code packs densely (RFC 9285, section 4.2). */
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Bytes in base 45 (RFC 9285): three letters for two bytes, two for a last one. */
export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let place = 0; place < bytes.length; place += 2) {
    const isPair = place + 1 < bytes.length;
    let rest = isPair ? bytes[place]! * 256 + bytes[place + 1]! : bytes[place]!;
    for (let letter = 0; letter < (isPair ? 3 : 2); letter++) {
      text += LETTERS[rest % 45]!;
      rest = Math.floor(rest / 45);
    }
  }
  return text;
}

/** The bytes of a text in base 45. Throws `STATEMENT_MALFORMED` for anything that `toBase45` does not write. */
export function fromBase45(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let place = 0; place < text.length; place += 3) {
    const digits = [...text.slice(place, place + 3)].map((letter) => LETTERS.indexOf(letter));
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    const most = digits.length === 3 ? 0xffff : 0xff;
    if (digits.length < 2 || digits.includes(-1) || value > most)
      throw new Refusal('STATEMENT_MALFORMED', 'base 45 (RFC 9285) is accepted, whole and unchanged');
    bytes.push(...(digits.length === 3 ? [value >> 8, value & 0xff] : [value]));
  }
  return Uint8Array.from(bytes);
}
