import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import * as z from 'zod';
import { canonical } from '../canonical.js';
import type { Digest } from '../digest.js';
import { DocumentNumber, Handle, Tin, sponsorOf } from '../identifiers.js';
import { Bytes32, fromBase64url, toBase64url } from '../key.js';
import type { Instant } from '../time.js';

/** What is financed, by its natural identity: a bill by issuer and reference, an invoice by the seller's TIN and number. */
export const Financed = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('bill'), issuer: Handle, reference: DocumentNumber }),
  z.strictObject({ of: z.literal('invoice'), seller: Tin, number: DocumentNumber }),
]);
export type Financed = z.infer<typeof Financed>;

/** The member that answers whether something is financed: the issuer's sponsor, or the country that the TIN names. */
export const homeOf = (financed: Financed): string =>
  financed.of === 'bill' ? sponsorOf(financed.issuer) : financed.seller.slice(0, 2);

/**
 * The name of a pledge: the same for the same bill or invoice, and guessed by nobody without the home's secret, although
 * invoices are numbered in order.
 *
 * @param secret 32 bytes in base64url
 */
export const pledgeId = (secret: string, financed: Financed): string =>
  toBase64url(hmac(sha256, fromBase64url(secret)!, new TextEncoder().encode(`pledge:${canonical(financed)}`)));

/** The salted digest of what the bank and its customer agreed, which both keep. */
export const MarkArgs = z.strictObject({ terms: Bytes32 });
export const ReleasePledgeArgs = z.strictObject({});

/** That something was financed, from when until when; the last one is in force while it is not released. */
export interface Pledge {
  schema: 'pledge/1';
  pledges: { by: Handle; terms: Digest; from: Instant; act: Digest; releasedAt?: Instant | undefined }[];
}

/** Whether something is financed by anybody. */
export const isPledged = (pledge: Pledge | undefined): boolean =>
  pledge !== undefined && pledge.pledges.at(-1)!.releasedAt === undefined;
