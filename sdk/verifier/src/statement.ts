import { MINUTE, dateAt, instantOf, later } from '@fairway/model';
import { verifyStatement, type Statement } from '@fairway/model/statement';
import { fragment, type Fragment } from './fragment.js';
import type { StatementKeys } from './statement-signers.js';
import type { Trust } from './trust.js';
import { verdictOf, type Verdict } from './verdict.js';

/** What a statement comes to, as of its time. */
export interface StatementVerification {
  /** Of then: what came after, nobody was asked. */
  verdict: Verdict;
  statement: Statement;
  /** One for each dimension. */
  fragments: Fragment[];
}

/** A statement may be so far ahead of a verifier's clock. */
const CLOCKS = 10 * MINUTE;

/**
 * Judges a statement without a network, by keys that were learned before: what its issuer said of the record, as of then.
 * Its last day is compared with `now`, since the statement itself tells it.
 *
 * Throws what `verifyStatement` refuses: a changed one, another network's, one by a key that is not known, …
 */
export async function verifyOffline(
  text: string,
  { trust, known, now = new Date() }: { trust: Trust; known: StatementKeys; now?: Date },
): Promise<StatementVerification> {
  const { statement, signer } = await verifyStatement(text, { keys: known.keys, network: trust.network });
  const { about, asOf: at, inForce, state, validTo } = statement;
  const { name, timeZone } = trust.members.get(about.member)!;
  const present = instantOf(now.getTime());
  const isOver = validTo !== undefined && dateAt(present, timeZone) > validTo;
  const status = () => {
    if (!inForce) return fragment('status', 'invalid', 'STATED_NOT_IN_FORCE', { at, state });
    if (isOver) return fragment('status', 'invalid', 'STATUS_EXPIRED', { validTo });
    return fragment('status', 'valid', 'STATED_IN_FORCE', { at });
  };
  const fragments = [
    fragment('integrity', 'not-applicable', 'NO_DOCUMENT'),
    fragment('issuer', 'valid', 'ISSUED_BY_PARTY', { party: known.names[signer], name, member: about.member }),
    status(),
    fragment('title', 'not-applicable', about.kind === 'title' ? 'TITLE_NOT_ASKED' : 'NO_TITLE'),
    fragment('chain', 'not-applicable', 'CHAIN_NOT_ASKED'),
    at > later(present, CLOCKS)
      ? fragment('attestation', 'could-not-check', 'STATED_AHEAD', { at })
      : fragment('attestation', 'valid', 'STATED_THEN', { at, taken: known.takenAt }),
  ];
  return { verdict: verdictOf(fragments), statement, fragments };
}
