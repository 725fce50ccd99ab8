import { toBase64url, type RelianceReceipt } from '@fairway/model';
import { recordedDigestOf } from '@fairway/model/document';
import { verify, verifyReceipt, type Trust, type Verification } from '@fairway/verifier';
import { askedOf, type Gateway } from './gateways.ts';
import type { Subject } from './subject.ts';

/** A moment that is asked about, and whether only what was recorded by then is to count. */
export interface Moment {
  at?: string | undefined;
  knownThen: boolean;
}

/** What a check found, with all that is needed to check it again elsewhere. */
export interface Checked {
  subject: Subject;
  moment: Moment;
  found: Verification;
  receipt: RelianceReceipt;
  /** Who was asked; absent: nobody, it was kept. */
  gateway?: Gateway;
}

/**
 * Asks the first of these gateways that answers, with a question of its own that no old answer fits, and judges what it
 * says; what was kept is judged as it is. Throws a `Refusal`, or `Unreachable`.
 */
export async function checked(
  subject: Subject,
  moment: Moment,
  trust: Trust,
  gateways: readonly Gateway[],
): Promise<Checked> {
  const { record, receipt } = subject;
  if (receipt) return { subject, moment, receipt, found: await measured(verifyReceipt(receipt, trust)) };
  const document = subject.document && recordedDigestOf(subject.document);
  const question = {
    record,
    nonce: toBase64url(crypto.getRandomValues(new Uint8Array(32))),
    ...(document === undefined ? {} : { document }),
    ...(moment.at === undefined ? {} : { at: moment.at }),
    ...(moment.at !== undefined && moment.knownThen ? { knownAt: moment.at } : {}),
  };
  const { nonce, ...kept } = question;
  const { bundle, gateway } = await askedOf(gateways, question);
  const found = await measured(verify(bundle, { trust, nonce, ...kept }));
  return { subject, moment, found, gateway, receipt: { version: 1, network: trust.digest, ...kept, bundle } };
}

/** Leaves the time that a check has taken in the browser's timeline, for its own tools and our benchmark. */
async function measured<T>(check: Promise<T>): Promise<T> {
  const start = performance.now();
  const found = await check;
  performance.measure('check', { start });
  return found;
}
