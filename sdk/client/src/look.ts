import {
  Refusal,
  canonical,
  placeOf,
  reliedOn,
  type ActEntry,
  type ActMemory,
  type Head,
  type KeptRecord,
  type RecordAddress,
} from '@fairway/model';
import type { ChainPart, KnownChains } from './known-chains.js';

/** What asks a member's contracts; a `Session` is one. */
interface Asking {
  ask(member: string, transaction: string, ...args: string[]): Promise<unknown>;
}

/** Records in one question. */
const AT_ONCE = 100;

type Chain = readonly (ActEntry | null)[];

/**
 * One look at the ledger, in as few questions as it takes. Every chain that it hands out is as it stands now, or one on
 * which only acts rest that were read before, and then as it stood at that time or later.
 *
 * The second is enough, since what a party does or suffers later bears on its later acts only. Whatever has been
 * committed since is recorded at a time which the half hour of doubt that a reader gives (`ChainReader`) puts after the
 * acts that were there before.
 */
export class Look {
  readonly #parts = new Map<string, ChainPart>();

  constructor(
    private readonly session: Asking,
    private readonly known: KnownChains,
  ) {}

  /** A record as it is kept, with its chain, and the chains of all on which acts rest that were not read before. */
  async at(address: RecordAddress, memory: ActMemory): Promise<KeptRecord> {
    const kept = await this.#ask(address);
    // What the ledger left out stands in other members' namespaces.
    for (const { acts } of this.#parts.values())
      for (const other of acts.flatMap((entry) => namedIn(entry, memory)))
        if (!this.#parts.has(placeOf(other))) await this.#ask(other);
    return { ...kept, acts: await this.chain(address) };
  }

  /** Asks at once for all on which acts rest that are at hand. */
  async ahead(entries: readonly (ActEntry | null)[], memory: ActMemory): Promise<void> {
    const named = new Map(entries.flatMap((entry) => namedIn(entry, memory)).map((one) => [placeOf(one), one]));
    for (const [member, all] of Map.groupBy(named.values(), (one) => one.member)) {
      for (let start = 0; start < all.length; start += AT_ONCE) {
        const some = all.slice(start, start + AT_ONCE).map(({ kind, id }) => [kind, id]);
        const counts = canonical(this.known.countsFor(all[start]!));
        try {
          this.#take((await this.session.ask(member, 'record:chainsOf', canonical(some), counts)) as Answer);
        } catch (error) {
          // One of them names what cannot be; it is asked about by itself, and alone refused for it.
          if (!(error instanceof Refusal)) throw error;
        }
      }
    }
  }

  async chain(address: RecordAddress): Promise<Chain> {
    const place = placeOf(address);
    const chain = () => this.known.whole(place, this.#parts.get(place));
    if (!chain()) await this.#ask(address);
    return chain() ?? [];
  }

  /** Keeps what was looked at for later looks. */
  keepIn(known: KnownChains, address: RecordAddress): void {
    for (const [place, part] of this.#parts)
      known.keep(place, this.known.whole(place, part)!, place !== placeOf(address));
  }

  async #ask(address: RecordAddress): Promise<{ record?: object; head?: Head }> {
    const { member, kind, id } = address;
    const counts = canonical(this.known.countsFor(address));
    return this.#take((await this.session.ask(member, 'record:chains', kind, id, counts)) as Answer);
  }

  #take({ chains, ...kept }: Answer): { record?: object; head?: Head } {
    for (const [place, part] of Object.entries(chains)) if (!this.#parts.has(place)) this.#parts.set(place, part);
    return kept;
  }
}

interface Answer {
  record?: object;
  head?: Head;
  chains: Record<string, ChainPart>;
}

/** The records by whose chains an act is judged; none for what no reader takes for an act. */
function namedIn(entry: ActEntry | null, memory: ActMemory): RecordAddress[] {
  try {
    return reliedOn(memory.signedAct(String(entry?.signed)));
  } catch {
    return [];
  }
}
