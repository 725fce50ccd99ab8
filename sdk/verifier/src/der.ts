import { Malformed } from './malformed.js';

/** A value in DER (ITU-T X.690): its tag, what is in it, and all its bytes. */
export interface Der {
  tag: number;
  content: Uint8Array;
  whole: Uint8Array;
}

export const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OID: 0x06,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/** The values that stand one after another in these bytes, in their one DER form. Throws `Malformed`. */
export function valuesIn(bytes: Uint8Array): Der[] {
  const values: Der[] = [];
  for (let start = 0; start < bytes.length;) {
    const tag = bytes[start]!;
    if ((tag & 0x1f) === 0x1f) throw new Malformed('DER of this kind has tags of one byte');
    let at = start + 2;
    let length = bytes[start + 1] ?? Infinity;
    if (length >= 0x80) {
      const count = length & 0x7f;
      const digits = bytes.subarray(at, (at += count));
      if (count === 0 || count > 3 || digits.length < count)
        throw new Malformed('a length in DER is of one to three bytes');
      length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
      if (digits[0] === 0 || length < 0x80) throw new Malformed('a length in DER is as short as it can be');
    }
    const end = at + length;
    if (end > bytes.length) throw new Malformed('DER ends before what it announces');
    values.push({ tag, content: bytes.subarray(at, end), whole: bytes.subarray(start, end) });
    start = end;
  }
  return values;
}

/** The one value that these bytes are, of that tag. Throws `Malformed`. */
export function valueOf(bytes: Uint8Array, tag: number): Der {
  const [value, ...more] = valuesIn(bytes);
  if (!value || more.length > 0 || value.tag !== tag) throw new Malformed('DER is not what stands here');
  return value;
}

/** The parts of a sequence. Throws `Malformed`. */
export function partsOf(value: Der | undefined): Der[] {
  if (value?.tag !== TAG.SEQUENCE) throw new Malformed('a sequence in DER is expected');
  return valuesIn(value.content);
}

/** A non-negative integer's digits, without the byte that only says that it is not negative. Throws `Malformed`. */
export function digitsOf(value: Der | undefined): Uint8Array {
  const [first = 0x80, second = 0] = value?.content ?? [];
  const isPadded = first === 0 && value!.content.length > 1;
  if (value?.tag !== TAG.INTEGER || first >= 0x80 || (isPadded && second < 0x80))
    throw new Malformed('a non-negative integer in DER is expected');
  return isPadded ? value.content.subarray(1) : value.content;
}

/** An object identifier in its dotted form. Throws `Malformed`. */
export function oidOf(value: Der | undefined): string {
  if (value?.tag !== TAG.OID || value.content.length === 0 || value.content.at(-1)! >= 0x80)
    throw new Malformed('an object identifier in DER is expected');
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of value.content) {
    if (arc === 0 && byte === 0x80) throw new Malformed('an arc in DER is as short as it can be');
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

/** The bytes of a bit string of whole bytes. Throws `Malformed`. */
export function bitsOf(value: Der | undefined): Uint8Array {
  if (value?.tag !== TAG.BIT_STRING || value.content[0] !== 0) throw new Malformed('a bit string in DER is expected');
  return value.content.subarray(1);
}
