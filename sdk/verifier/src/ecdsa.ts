import { TAG, digitsOf, partsOf, valueOf } from './der.js';
import { Malformed } from './malformed.js';

/** Curves by the object identifier of their parameters (RFC 5480), with the bytes of a coordinate and the order. */
export const CURVES = {
  '1.2.840.10045.3.1.7': {
    namedCurve: 'P-256',
    size: 32,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  '1.3.132.0.34': {
    namedCurve: 'P-384',
    size: 48,
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
} as const;
export type Curve = (typeof CURVES)[keyof typeof CURVES];

/** An ECDSA signature in DER (RFC 3279) as its two numbers. Throws `Malformed`. */
export function signatureIn(der: Uint8Array, { size }: Curve): { raw: Uint8Array<ArrayBuffer>; s: bigint } {
  const numbers = partsOf(valueOf(der, TAG.SEQUENCE)).map(digitsOf);
  const raw = new Uint8Array(2 * size);
  if (numbers.length !== 2 || numbers.some((digits) => digits.length > size))
    throw new Malformed('an ECDSA signature is two numbers');
  numbers.forEach((digits, index) => raw.set(digits, (index + 1) * size - digits.length));
  return { raw, s: numbers[1]!.reduce((sum, digit) => sum * 256n + BigInt(digit), 0n) };
}
