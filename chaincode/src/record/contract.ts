import {
  KnownActs,
  MAX_ACT_BYTES,
  MAX_QUESTION_BYTES,
  Question,
  RecordsNamed,
  canonical,
  check,
  demand,
  domainOf,
  parseCanonical,
  placeOf,
  type Instant,
  type RecordAddress,
} from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { statementOn } from '../ledger/statement.js';
import { chainsFor } from '../ledger/chains.js';
import { CLOCK, lastTick } from '../ledger/clock.js';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { fetchAhead, getSide, keptOf, load, nextActs } from '../ledger/store.js';

/** What other members' contracts read of this namespace, whatever its kind. */
@Info({ title: 'record', description: 'Records as they stand, for the contracts of other members' })
export class RecordContract extends MemberContract {
  constructor(member: string) {
    super('record', member);
  }

  /** A record as it stands, with the head of its chain; null where there is none. */
  @Transaction(false)
  @Returns('string')
  async stand(ctx: LedgerContext, kind: string, id: string): Promise<string> {
    return canonical((await load(ctx, address(ctx, kind, id))) ?? null);
  }

  /**
   * A record with its chain of acts and those that a reader needs to replay it, as far as they stand in this namespace:
   * `{record?, head?, chains: {place: {after, acts}}, clock}`. Of a record that the reader says it has so many acts of
   * (`known`: `{place: count}`), only the acts after these, and only where it is asked about by name. `clock` is the last
   * tick, or empty.
   */
  @Transaction(false)
  @Returns('string')
  async chains(ctx: LedgerContext, kind: string, id: string, known: string): Promise<string> {
    const at = address(ctx, kind, id);
    const counts = countsIn(known);
    await fetchAhead(ctx, [at], [], ...nextActs(ctx, at, counts.get(placeOf(at)) ?? 0), CLOCK);
    const chains = await chainsFor(ctx, [at], counts);
    return canonical({ ...(await keptOf(ctx, at)), chains, clock: await clockOf(ctx) });
  }

  /** The same for several records, `[[kind, id], …]`, without what is kept of them: `{chains, clock}`. */
  @Transaction(false)
  @Returns('string')
  async chainsOf(ctx: LedgerContext, records: string, known: string): Promise<string> {
    const named = check(RecordsNamed, parseCanonical(records, MAX_ACT_BYTES));
    const start = named.map(([kind, id]) => address(ctx, kind, id));
    const chains = await chainsFor(ctx, start, countsIn(known));
    return canonical({ chains, clock: await clockOf(ctx) });
  }

  /**
   * The answer to a question that members are to attest, each asked by itself: what is kept, and not "found" where there
   * is nothing (`Statement` in the model).
   */
  @Transaction(false)
  @Returns('string')
  async attest(ctx: LedgerContext, question: string): Promise<string> {
    return canonical(await statementOn(ctx, check(Question, parseCanonical(question, MAX_QUESTION_BYTES))));
  }

  /** One side of a record; null where there is none. */
  @Transaction(false)
  @Returns('string')
  async side(ctx: LedgerContext, kind: string, id: string, side: string): Promise<string> {
    const at = address(ctx, kind, id);
    demand(
      (domainOf(kind).sides as readonly string[]).includes(side),
      'NOT_ALLOWED',
      `accepted: ${domainOf(kind).sides.join(', ')}`,
    );
    return canonical((await getSide(ctx, at, side)) ?? null);
  }
}

const clockOf = async (ctx: LedgerContext): Promise<Instant> => (await lastTick(ctx)) ?? '';

const countsIn = (known: string): Map<string, number> =>
  new Map(Object.entries(check(KnownActs, parseCanonical(known, MAX_ACT_BYTES))));

const address = (ctx: LedgerContext, kind: string, id: string): RecordAddress => ({
  member: ctx.member,
  kind,
  id: check(domainOf(kind).id, id),
});
