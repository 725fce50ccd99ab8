import * as z from 'zod';
import { codesAtHome, isListed } from './code-list/is-listed.js';
import { Refusal } from './refusal.js';
import { rule } from './schema.js';
import { pattern } from './text.js';

/** A member: an administration, named by its country (ISO 3166-1 alpha-2), which is its MSP id too. */
export const Member = pattern(/^[A-Z]{2}$/, 'a member is named by two capital letters, its country in ISO 3166-1');

/** The chaincode name that holds a member's records. */
export const namespaceOf = (member: string): string => `fairway-${member.toLowerCase()}`;

/** The collection in a member's namespace that this member and one partner read, and nobody else. */
export const sharedCollection = (partner: string): string => `partner-${partner.toLowerCase()}`;

/** The member whose records a namespace holds, or undefined when it is nobody's. */
export function memberOf(namespace: string): string | undefined {
  return /^fairway-([a-z]{2})$/.exec(namespace)?.[1]?.toUpperCase();
}

/**
 * A participant's name on the ledger: its sponsor's country and 128 random bits (`ar-` and 26 characters of
 * Crockford's base 32), so that it says nothing about the party.
 */
export const Handle = pattern(
  /^[a-z]{2}-[0-7][0-9a-hjkmnp-tv-z]{25}$/,
  'a handle is accepted: two letters of the sponsor, a hyphen, 26 characters of base 32',
);
export type Handle = string;

/** A new handle under a sponsor, from 16 random bytes. */
export function newHandle(
  member: string,
  random: Uint8Array = globalThis.crypto.getRandomValues(new Uint8Array(16)),
): Handle {
  const digits = BigInt('0x' + Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join(''));
  let text = '';
  for (let rest = digits, place = 0; place < 26; place++, rest >>= 5n) text = CROCKFORD[Number(rest & 31n)]! + text;
  return `${member.toLowerCase()}-${text}`;
}

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** A name that says nothing: 128 random bits in Crockford's base 32, as in a handle. */
export const RandomId = pattern(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/, '26 characters of base 32 are accepted');

export const newRandomId = (): string => newHandle('ZZ').slice(3);

/** The member that sponsors a handle. */
export const sponsorOf = (handle: Handle): string => handle.slice(0, 2).toUpperCase();

const NUMBER = /^[A-Z0-9](?:[A-Z0-9./-]{0,38}[A-Z0-9])?$/;

/**
 * A document number in the one form in which it is a key: compatibility forms folded (NFKC), capital letters,
 * every hyphen and dash a hyphen-minus, no spaces. Throws `NOT_ALLOWED` where what remains is not 1 to 40 of A–Z, 0–9,
 * full stop, solidus and hyphen.
 */
export function normaliseNumber(text: string): string {
  const number = text
    .normalize('NFKC')
    .replaceAll(/\p{Pd}|\u2212/gu, '-')
    .replaceAll(/\s/gu, '')
    .toUpperCase();
  if (!NUMBER.test(number)) {
    throw new Refusal(
      'NOT_ALLOWED',
      'a number of 1 to 40 characters from A–Z, 0–9, full stop, solidus and hyphen is accepted',
    );
  }
  return number;
}

const isNormal = (number: string): boolean => {
  try {
    return normaliseNumber(number) === number;
  } catch {
    return false;
  }
};

/** A document number that is already in its normal form; see `normaliseNumber`. */
export const DocumentNumber = z
  .string()
  .max(40)
  .check(
    rule<string>(
      isNormal,
      'NOT_NORMALISED',
      'a number is accepted in its normal form: 1 to 40 of A–Z, 0–9, full stop, solidus and hyphen, capital letters, no spaces',
    ),
  );

/** ISO 7064 MOD 97-10, letters counting 10 to 35 (ISO 17442 uses it for the LEI). */
const isLei = (lei: string): boolean =>
  [...lei].reduce((rest, letter) => Number(`${rest}${parseInt(letter, 36)}`) % 97, 0) === 1;

/** A Trader Identification Number: ISO country and up to 15 characters (WCO guidelines on the TIN). */
export const Tin = pattern(
  /^[A-Z]{2}[A-Z0-9-]{1,15}$/,
  'a TIN is a country (ISO 3166-1) and 1 to 15 capital letters, digits or hyphens',
);
const Eori = pattern(/^[A-Z]{2}[A-Z0-9]{1,15}$/, 'an EORI number is a country and 1 to 15 capital letters or digits');
const Lei = pattern(/^[A-Z0-9]{18}[0-9]{2}$/, 'an LEI is 18 capital letters or digits and two check digits').check(
  rule<string>(isLei, 'CHECK_DIGITS_WRONG', 'the check digits of this LEI do not fit (ISO 17442)'),
);

/** A code of a carrier that the shared list has. */
const carrierCode = (list: 'SCAC' | 'SMDG') =>
  z
    .string()
    .max(4)
    .check(
      rule<string>((code) => isListed(list, code), 'NOT_ALLOWED', `a code of the shared list ${list} is accepted`),
    );

/** What a party is known by elsewhere. */
export const Identifier = z.discriminatedUnion('scheme', [
  z.strictObject({ scheme: z.literal('TIN'), value: Tin }),
  z.strictObject({ scheme: z.literal('EORI'), value: Eori }),
  z.strictObject({ scheme: z.literal('LEI'), value: Lei }),
  z.strictObject({ scheme: z.literal('SCAC'), value: carrierCode('SCAC') }),
  z.strictObject({ scheme: z.literal('SMDG'), value: carrierCode('SMDG') }),
]);
export type Identifier = z.infer<typeof Identifier>;

/**
 * Whether an identifier may be registered at a member: a TIN or an EORI number belongs to the country that it names, a
 * carrier's code to the member that the shared list names.
 */
export function isAtHome({ scheme, value }: Identifier, member: string): boolean {
  if (scheme === 'SCAC' || scheme === 'SMDG') return codesAtHome(scheme, member).includes(value);
  return scheme === 'LEI' || value.startsWith(member);
}

/** Whether every identifier may stand at this member. */
export const areAtHome = (identifiers: readonly Identifier[], member: string): boolean =>
  identifiers.every((identifier) => isAtHome(identifier, member));
