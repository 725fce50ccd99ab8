import {
  MINUTE,
  later,
  placeOf,
  type ActEntry,
  type Instant,
  type KnownActs,
  type RecordAddress,
} from '@fairway/model';

/** What a ledger gives of a chain to a reader that has acts of it: those after so many. */
export interface ChainPart {
  after: number;
  acts: (ActEntry | null)[];
}

type Chain = readonly (ActEntry | null)[];

/** A chain as it was read, and its member's clock as it then stood: empty where it stood still. */
interface KnownChain {
  chain: Chain;
  asOf: Instant;
}

/** Chains that are kept; those not used for longest go first. */
const MOST = 2_000;
/** Chains that a question names beside the record asked about. */
const MOST_NAMED = 40;

/**
 * How long after its member's clock a known chain serves to judge acts. What is committed after a tick is recorded at
 * most ten minutes before it (two claims within the peers' window), and readers doubt the order of half an hour; so for
 * twenty minutes a chain that was read anew would judge an act no differently.
 */
const SERVES_FOR = 20 * MINUTE;

/**
 * The acts that a session has read before, so that it asks for later ones only. Acts are written once and never taken
 * back, so what was read stays so; what they make of a record is worked out anew each time.
 */
export class KnownChains {
  readonly #chains = new Map<string, KnownChain>();
  /** The places of parties, members and the like, on which other records rest; the last used come last. */
  readonly #reliedOn = new Set<string>();

  get isEmpty(): boolean {
    return this.#chains.size === 0;
  }

  /** What to tell the ledger when asking about a record: how many acts of which chains there is no need for. */
  countsFor(record: RecordAddress): KnownActs {
    const places = new Set([placeOf(record), ...[...this.#reliedOn].slice(-MOST_NAMED)]);
    const known = [...places].flatMap((place) => {
      const chain = this.#chains.get(place)?.chain;
      // A mandate's acts name the principal, whose chain is then looked at, too.
      const isAsked = place.startsWith(`${record.member}/`) && !place.startsWith(`${record.member}/mandate/`);
      return chain && isAsked ? [[place, chain.length] as const] : [];
    });
    return Object.fromEntries(known);
  }

  /** Whether a chain as it is known serves to judge an act of that time. */
  serves(place: string, at: Instant): boolean {
    const asOf = this.#chains.get(place)?.asOf;
    return asOf !== undefined && asOf !== '' && at < later(asOf, SERVES_FOR);
  }

  /** What is known of a chain, with the part that was asked for; undefined where neither is there. */
  whole(place: string, part: ChainPart | undefined): Chain | undefined {
    const chain = this.#chains.get(place)?.chain;
    return part ? [...(chain ?? []).slice(0, part.after), ...part.acts] : chain;
  }

  /** Keeps a chain that a record was read by, as of its member's clock. */
  keep(place: string, chain: Chain, asOf: Instant, isReliedOn: boolean): void {
    // Another read may have kept more of it meanwhile.
    const before = this.#chains.get(place);
    const kept = before && before.chain.length > chain.length ? before : { chain, asOf };
    this.#chains.delete(place);
    this.#chains.set(place, kept);
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
