import { placeOf, type ActEntry, type KnownActs, type RecordAddress } from '@fairway/model';

/** What a ledger gives of a chain to a reader that has acts of it: those after so many. */
export interface ChainPart {
  after: number;
  acts: (ActEntry | null)[];
}

type Chain = readonly (ActEntry | null)[];

/** Chains that are kept; those not used for longest go first. */
const MOST = 2_000;
/** Chains that a question names beside the record asked about. */
const MOST_NAMED = 40;

/**
 * The acts that a session has read before, so that it asks for later ones only. Acts are written once and never taken
 * back, so what was read stays so; what they make of a record is worked out anew each time.
 */
export class KnownChains {
  readonly #chains = new Map<string, Chain>();
  /** The places of parties, members and the like, on which other records rest; the last used come last. */
  readonly #reliedOn = new Set<string>();

  get isEmpty(): boolean {
    return this.#chains.size === 0;
  }

  /** What to tell the ledger when asking about a record. */
  countsFor(record: RecordAddress): KnownActs {
    const places = new Set([placeOf(record), ...[...this.#reliedOn].slice(-MOST_NAMED)]);
    const known = [...places].flatMap((place) => {
      const chain = this.#chains.get(place);
      // A mandate's acts name the principal, whose chain is then looked at, too.
      const isAsked = place.startsWith(`${record.member}/`) && !place.startsWith(`${record.member}/mandate/`);
      return chain && isAsked ? [[place, chain.length] as const] : [];
    });
    return Object.fromEntries(known);
  }

  /** What is known of a chain, with the part that was asked for; undefined where neither is there. */
  whole(place: string, part: ChainPart | undefined): Chain | undefined {
    const chain = this.#chains.get(place);
    return part ? [...(chain ?? []).slice(0, part.after), ...part.acts] : chain;
  }

  /** Keeps a chain that a record was read by. */
  keep(place: string, chain: Chain, isReliedOn: boolean): void {
    // Another read may have kept more of it meanwhile.
    const longer = chain.length >= (this.#chains.get(place)?.length ?? 0) ? chain : this.#chains.get(place)!;
    this.#chains.delete(place);
    this.#chains.set(place, longer);
    if (isReliedOn) {
      this.#reliedOn.delete(place);
      this.#reliedOn.add(place);
    }
    if (this.#chains.size > MOST) {
      const oldest = this.#chains.keys().next().value!;
      this.#chains.delete(oldest);
      this.#reliedOn.delete(oldest);
    }
  }
}
