import {
  Refusal,
  canonical,
  placeOf,
  reliedOn,
  type ActEntry,
  type ActMemory,
  type Head,
  type Instant,
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
 * One look at the ledger, in as few questions as it takes. The record that is asked about is as it stands now. A chain on
 * which its acts rest is as it stands now, or as it was known before where that serves for acts of their time
 * (`KnownChains.serves`): what a party does or suffers later bears on its later acts only.
 */
export class Look {
  readonly #parts = new Map<string, ChainPart & { asOf: Instant }>();

  constructor(
    private readonly session: Asking,
    private readonly known: KnownChains,
  ) {}

  /** A record as it is kept, with its chain, and the chains of all on which its acts rest. */
  async at(address: RecordAddress, memory: ActMemory): Promise<KeptRecord> {
    const kept = await this.#ask(address);
    const asked = new Set<string>();
    for (;;) {
      const entries = [...this.#parts.values()].flatMap(({ acts }) => acts);
      const latest = entries.reduce((last, entry) => maximum(last, String(entry?.recordedAt)), '');
      const missing = entries
        .flatMap((entry) => namedIn(entry, memory))
        .filter((other) => {
          const place = placeOf(other);
          return !asked.has(place) && !this.#parts.has(place) && !this.known.serves(place, latest);
        });
      if (missing.length === 0) break;
      missing.forEach((other) => asked.add(placeOf(other)));
      await this.#askFor(missing);
    }
    return { ...kept, acts: await this.chain(address) };
  }

  /** Asks at once for all on which acts rest that are at hand. */
  async ahead(entries: readonly (ActEntry | null)[], memory: ActMemory): Promise<void> {
    await this.#askFor(entries.flatMap((entry) => namedIn(entry, memory)));
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
      known.keep(place, this.known.whole(place, part)!, part.asOf, place !== placeOf(address));
  }

  async #askFor(records: readonly RecordAddress[]): Promise<void> {
    const named = new Map(records.map((one) => [placeOf(one), one]));
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

  async #ask(address: RecordAddress): Promise<{ record?: object; head?: Head }> {
    const { member, kind, id } = address;
    const counts = canonical(this.known.countsFor(address));
    return this.#take((await this.session.ask(member, 'record:chains', kind, id, counts)) as Answer);
  }

  #take({ chains, clock: asOf, ...kept }: Answer): { record?: object; head?: Head } {
    for (const [place, part] of Object.entries(chains))
      if (!this.#parts.has(place)) this.#parts.set(place, { ...part, asOf });
    return kept;
  }
}

interface Answer {
  record?: object;
  head?: Head;
  chains: Record<string, ChainPart>;
  clock: Instant;
}

const maximum = (one: string, other: string): string => (one > other ? one : other);

/** The records by whose chains an act is judged; none for what no reader takes for an act. */
export function namedIn(entry: ActEntry | null, memory: ActMemory): RecordAddress[] {
  try {
    return reliedOn(memory.signedAct(String(entry?.signed)));
  } catch {
    return [];
  }
}
