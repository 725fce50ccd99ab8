import {
  check,
  demandShown,
  domainOf,
  issuerOf,
  summaryOf,
  type Statement,
  type Chains,
  type Participant,
  type Question,
  type RecordAddress,
} from '@fairway/model';
import { chainsFor } from './chains.js';
import type { LedgerContext } from './context.js';
import { keptOf, load } from './store.js';

/** Answers a question about this namespace by what is kept in it. */
export async function statementOn(ctx: LedgerContext, question: Question): Promise<Statement> {
  const { member } = ctx;
  const address = ({ kind, id }: { kind: string; id: string }): RecordAddress => ({
    ...{ member, kind },
    id: check(domainOf(kind).id, id),
  });
  const chains = async (start: RecordAddress[]): Promise<Chains> =>
    Object.fromEntries(
      Object.entries(await chainsFor(ctx, start, new Map())).map(([place, { acts }]) => [place, acts]),
    );
  if (question.summary) {
    const { at = ctx.time, knownAt, document } = question.summary;
    demandShown(question.summary.kind);
    const asked = address(question.summary);
    const kept = await load(ctx, asked);
    if (!kept) return { question, member };
    const issuer = issuerOf(asked, kept.record);
    const party = issuer === undefined ? undefined : await load(ctx, address({ kind: 'participant', id: issuer }));
    const summary = summaryOf(asked, kept.record, party?.record as Participant | undefined, { at, knownAt, document });
    return { question, member, summary };
  }
  if (question.record) {
    const asked = address(question.record);
    return { question, member, ...(await keptOf(ctx, asked)), chains: await chains([asked]) };
  }
  const start = question.chains!.map(([kind, id]) => address({ kind, id }));
  return { question, member, chains: await chains(start) };
}
