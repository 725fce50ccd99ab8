import {
  ActMemory,
  ChainReader,
  DOMAINS,
  Refusal,
  canonical,
  memberOf,
  placeOf,
  type RecordAddress,
} from '@fairway/model';
import type { PublicWrite } from '@fairway/sdk';
import { nodeCryptoCheck } from '@fairway/wallets';
import type { Connection } from './database.js';
import { keepFacets } from './facets.js';
import { actsOf, jsonOf, keepAct, keepDifference, keepRecord, keepRefusal, recordOf, standingOf } from './records.js';

/** Chains that one reader holds in memory; then a new one begins. */
const MOST = 5_000;

/**
 * Makes records of the acts that blocks bring, one by one, through the model's own reader: every signature, every link,
 * every guard. What a chain does not carry changes nothing.
 */
export class Replay {
  readonly #memory = new ActMemory(nodeCryptoCheck);
  #reader!: ChainReader;
  /** Whose chains the reader holds; an act on one of them makes it out of date. */
  readonly #held = new Set<string>();
  #limit: { place: string; sequence: number } | undefined;

  constructor(
    private readonly db: Connection,
    private readonly founded: Readonly<Record<string, string>> | undefined,
  ) {
    this.forget();
  }

  /** Begins anew with what the database has. */
  forget(): void {
    this.#held.clear();
    this.#reader = new ChainReader((address) => Promise.resolve(this.#chain(address)), this.#memory, this.founded);
  }

  /** Takes one public write; answers with the record that it changed, or undefined. */
  async take(write: PublicWrite): Promise<RecordAddress | undefined> {
    const member = memberOf(write.namespace);
    if (member === undefined) return undefined;
    const [type, ...parts] = partsOf(write.key);
    const address = (kind = '', id = ''): RecordAddress => ({ member, kind, id });
    if (type === 'act' && parts.length === 3 && !write.isDelete && PLACE.test(parts[2]!)) {
      const { block, transaction, value } = write;
      const entry = JSON.stringify(jsonOf(new TextDecoder().decode(value)));
      const kept = { sequence: Number(parts[2]), block, transaction, entry };
      const acted = address(parts[0], parts[1]);
      if (!DOMAINS.some(({ kind }) => kind === acted.kind) || !keepAct(this.db, acted, kept)) return undefined;
      return (await this.#advance(acted)) ? acted : undefined;
    }
    if (parts.length === 1 && DOMAINS.some(({ kind }) => kind === type)) this.#compare(address(type, parts[0]), write);
    return undefined;
  }

  /** Goes on as far as the chain carries; whether the record changed. */
  async #advance(address: RecordAddress): Promise<boolean> {
    const place = placeOf(address);
    const standing = standingOf(this.db, address);
    // An act that is not carried is never followed by one that is.
    if (standing?.refusal) return false;
    const before = standing?.sequence ?? 0;
    const acts = actsOf(this.db, address).length;
    if (this.#held.has(place) || this.#held.size > MOST) this.forget();
    for (let sequence = before + 1; sequence <= acts; sequence++) {
      this.#limit = { place, sequence };
      try {
        const { record, head } = await this.#reader.read(address);
        keepRecord(this.db, address, record, head);
        keepFacets(this.db, address, record);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        keepRefusal(this.db, address, error);
        return sequence > before + 1;
      } finally {
        this.#limit = undefined;
      }
    }
    return acts > before;
  }

  #chain(address: RecordAddress): ReturnType<typeof actsOf> {
    const place = placeOf(address);
    const limited = this.#limit?.place === place;
    // The reader holds the parties that it reads, and whatever others rest on; no record that is only read.
    if (!limited || address.kind === 'participant') this.#held.add(place);
    const acts = actsOf(this.db, address);
    return limited ? acts.slice(0, this.#limit!.sequence) : acts;
  }

  /** Members that agree on it may write a record without an act; contracts write it after the act that makes it. */
  #compare(address: RecordAddress, { value, isDelete }: PublicWrite): void {
    const projected = recordOf<Record<string, unknown>>(this.db, address);
    if (!projected) return;
    const { sides } = DOMAINS.find(({ kind }) => kind === address.kind)!;
    const main = { ...projected.record, head: projected.head };
    for (const side of sides as readonly string[]) delete (main as Record<string, unknown>)[side];
    const kept = isDelete ? null : jsonOf(new TextDecoder().decode(value));
    keepDifference(this.db, address, canonicalOrNothing(kept) !== canonical(main));
  }
}

/** An act's place in its chain, as contracts write it in the key: the first is 1. */
const PLACE = /^(?!0{8})\d{8}$/;

/** The parts of a composite key; none of a key that Fabric would not make so, and no reader asks for. */
function partsOf(key: string): string[] {
  const parts = key.split('\u0000');
  return parts.shift() === '' && parts.pop() === '' ? parts : [];
}

function canonicalOrNothing(value: unknown): string | undefined {
  try {
    return canonical(value);
  } catch {
    return undefined;
  }
}
