import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64url, toBase64url } from '../key.js';
import { areAtHome, type Identifier } from '../identifiers.js';
import { demand } from '../refusal.js';
import type { PrivateIdentity } from './record.js';
import { isOffice, type Role } from './roles.js';

/**
 * What a party claims on the public ledger by an identifier that is private: an HMAC under a secret that the sponsor
 * keeps in its own collection. Two registrations of one TIN meet in it, and nobody else can guess the TIN from it.
 *
 * @param secret 32 bytes in base64url
 */
export function privateClaim(secret: string, { scheme, value }: Identifier): string {
  return toBase64url(hmac(sha256, fromBase64url(secret)!, new TextEncoder().encode(`${scheme}:${value}`)));
}

/** What a party claims by an identifier that is public. */
export const publicClaim = ({ scheme, value }: Identifier): string => `${scheme}:${value}`;

/** Refuses identifiers that belong to another member, and a business that has none. */
export function demandIdentified(identity: PrivateIdentity, sponsor: string, roles: readonly Role[]): void {
  demandAtHome(identity.identifiers, sponsor, '/private/identifiers');
  demand(
    roles.every(isOffice) || identity.identifiers.length > 0,
    'MISSING_FIELD',
    'a business is known by a TIN, an EORI number or an LEI at least',
    '/private/identifiers',
  );
}

export function demandAtHome(identifiers: readonly Identifier[], sponsor: string, path: string): void {
  demand(
    areAtHome(identifiers, sponsor),
    'IDENTIFIER_ELSEWHERE_AT_HOME',
    `a TIN or EORI number is registered at the member whose country it names, a carrier's code where the shared list says; ${sponsor} is accepted here`,
    path,
  );
}
