import { parseSignedAct, placeOf, reliedOn, type ActEntry, type RecordAddress } from '@fairway/model';
import { CLOCK } from './clock.js';
import type { LedgerContext } from './context.js';
import { actsOf, nextActs, type KeptWithActs } from './store.js';

/** What a reader lacks of a chain: the acts after so many. */
export interface ChainPart {
  after: number;
  acts: KeptWithActs['acts'];
}

/**
 * The chains of records and, for every act that comes with them, those of the parties, members and cited records on which
 * it rests, as far as they stand in this namespace and the reader does not know them. Which ones is a courtesy that
 * spares round trips: readers ask for what they miss, and judge all.
 */
export async function chainsFor(
  ctx: LedgerContext,
  start: readonly RecordAddress[],
  known: ReadonlyMap<string, number>,
): Promise<Record<string, ChainPart>> {
  const chains: Record<string, ChainPart> = {};
  for (let wanted = new Map(start.map((record) => [placeOf(record), record])); wanted.size > 0;) {
    const records = [...wanted].map(([place, address]) => ({ ...address, place, after: known.get(place) ?? 0 }));
    await ctx.states([...records.flatMap((address) => nextActs(ctx, address, address.after)), CLOCK]);
    wanted = new Map();
    for (const { place, after, ...address } of records) {
      const acts = await actsOf(ctx, address, after);
      chains[place] = { after, acts };
      for (const named of acts.flatMap(namedIn))
        if (named.member === ctx.member && !known.has(placeOf(named))) wanted.set(placeOf(named), named);
    }
    for (const place of wanted.keys()) if (place in chains) wanted.delete(place);
  }
  return chains;
}

/** The records by whose chains an act is judged; none for what no reader takes for an act. */
function namedIn(entry: ActEntry | null): RecordAddress[] {
  try {
    return reliedOn(parseSignedAct(String(entry?.signed)));
  } catch {
    return [];
  }
}
