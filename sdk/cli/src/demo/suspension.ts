import { styleText } from 'node:util';
import { instantOf, type AeoCheck } from '@fairway/model';
import { Aeo, Agreements, type RecognitionCheck } from '@fairway/sdk';
import type { Stage } from '@fairway/test-network';
import { mark } from '../table.js';
import { OPERATORS, type Cast } from './cast.js';
import { numberOf } from './certificates.js';
import type { Listener } from './listener.js';
import { owedBy } from './recognition.js';
import { memberSays } from './member-says.js';

/** What a partner knows of a certificate before and after its suspension, and how soon. */
export interface SuspensionResult {
  number: string;
  before: AeoCheck;
  after: RecognitionCheck;
  /** The same moment, as far as was known just before the suspension was recorded. */
  asKnownBefore: RecognitionCheck;
  signedToCommitted: number;
  committedToHeard: number;
}

/** The issuer suspends the first certificate while its partner listens to its own peer's blocks. */
export async function suspend(stage: Stage, { member, officer }: Cast, listener: Listener): Promise<SuspensionResult> {
  const number = numberOf(member, 0);
  const partner = new Aeo(stage('UY'));
  await listener.hears((change) => change.record.id === numberOf('UY', OPERATORS - 1));
  const before = await partner.check(member, number);
  const heard = listener.hears(({ record, act }) => record.id === number && act.type === 'aeo.suspend');
  const signed = performance.now();
  await new Aeo(stage(member, officer)).suspend(member, number, {
    reason: 'under-investigation',
    note: 'Fiscalización en curso',
  });
  const committed = performance.now();
  const at = await heard;
  const agreements = new Agreements(stage('UY'));
  const after = await agreements.check('UY', member, number);
  const justBefore = instantOf(Date.parse((await partner.history(member, number)).at(-1)!.recordedAt) - 1);
  const asKnownBefore = await agreements.check('UY', member, number, after.at, justBefore);
  return {
    number,
    before,
    after,
    asKnownBefore,
    signedToCommitted: committed - signed,
    committedToHeard: Math.max(0, at - committed),
  };
}

/** Shows what the partner heard, and when. */
export function showSuspension({
  number,
  before,
  after,
  asKnownBefore,
  signedToCommitted,
  committedToHeard,
}: SuspensionResult): void {
  memberSays('UY', `asks about ${number}:  ${mark(before.valid, before.because)}`);
  memberSays(
    'AR',
    `suspends it: under-investigation  ${styleText('dim', `(signed to committed ${signedToCommitted.toFixed(0)} ms)`)}`,
  );
  memberSays(
    'UY',
    `hears of it from its own peer's blocks ${styleText('bold', `${committedToHeard.toFixed(0)} ms`)} after the commit`,
  );
  memberSays('UY', `asks again:  ${mark(after.valid, after.because)}; ${owedBy(after)}`);
  memberSays('UY', `and what it could know a moment earlier:  ${owedBy(asKnownBefore)}`);
}
