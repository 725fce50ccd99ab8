import {
  ActMemory,
  ChainReader,
  HOUR,
  Refusal,
  check,
  checkAct,
  checkArguments,
  citedBy,
  domainOf,
  instantOf,
  later,
  moveOf,
  namespaceOf,
  placeOf,
  webCryptoCheck,
  type Act,
  type ActEntry,
  type Citation,
  type Digest,
  type Handle,
  type Head,
  type Instant,
  type KeptRecord,
  type Receipt,
  type RecordAddress,
  type RecordReference,
  type Replayed,
} from '@fairway/model';
import { EndorserRotation } from './endorsers.js';
import { KnownChains } from './known-chains.js';
import type { Call, Ledger } from './ledger.js';
import { Look } from './look.js';
import { submit, type Committed } from './submit.js';

/** Who acts: a participant or an officer, with the key that never leaves its hands. */
export interface Party {
  handle: Handle;
  /** Signs an act, this party first, and gives the one string that a transaction takes. */
  sign(act: Act): Promise<string>;
}

/** What an application tells a session once. */
export interface SessionOptions {
  ledger: Ledger;
  /** All members of the network; whoever is healthy among them endorses beside the owner of a record. */
  members: readonly string[];
  /** Who acts; without it the session only reads. */
  party?: Party;
  /** The mandate under which the party acts for its principal. */
  mandate?: RecordAddress;
  /** In whose place the principal acts: from the party that it has succeeded to the one on the record. */
  successorTo?: readonly Handle[];
  /** The ids of the founding acts, by member, where the application pins them. */
  founded?: Readonly<Record<string, Digest>>;
  /** Milliseconds a write may take; default 60 s. */
  timeout?: number;
  /** Milliseconds for which an act is signed; default an hour, and the ledger takes up to seven days. */
  validity?: number;
  /** The time now, for `notAfter`; default the machine's clock. */
  now?: () => Date;
}

/** An act before it is signed. */
export interface Intent {
  type: string;
  records: readonly RecordAddress[];
  args: unknown;
  private?: Digest;
}

/** How long an act is good for when the caller says nothing. */
const VALIDITY = HOUR;

/** One application's view of the ledger; the facades (`Aeo`, `Participants`, `Members`) speak through it. */
export class Session {
  readonly #rotation: EndorserRotation;
  readonly #stood = new Map<string, Promise<Citation>>();
  readonly #known = new KnownChains();
  readonly #memory = new ActMemory(webCryptoCheck);

  constructor(readonly options: SessionOptions) {
    this.#rotation = new EndorserRotation(options.members);
  }

  /** The time now, as the application has it. */
  now(): Instant {
    return instantOf(this.options.now?.() ?? new Date());
  }

  /**
   * Does an act on a record that exists, or makes one: builds it on the head of the record's chain, which it
   * has replayed, cites what its type relies on, signs, submits. Where a cited record has changed since the session last
   * looked, it looks and signs again.
   *
   * Throws the `Refusal` of the shape before anything is sent, the ledger's own, or a `LedgerError`.
   */
  async act(intent: Intent, party = this.#party()): Promise<Receipt & Committed> {
    const { act, relied } = await this.#build(intent, party);
    try {
      return await this.send(act, await party.sign(act));
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'CITATION_OUTDATED' && relied.length > 0)) throw error;
      for (const address of relied) this.#stood.delete(placeOf(address));
      const { act: again } = await this.#build(intent, party);
      return this.send(again, await party.sign(again));
    }
  }

  /** An act as it is to be signed, and the records that it relies on. */
  async #build(intent: Intent, party: Party): Promise<{ act: Act; relied: RecordAddress[] }> {
    const records: RecordReference[] = [];
    for (const address of intent.records) {
      const begins = moveOf(address.kind, intent.type).begins(intent as never, address);
      const head = begins === true ? undefined : await this.#headOf(address, begins === 'perhaps');
      records.push({ ...address, sequence: (head?.sequence ?? 0) + 1, ...(head ? { previous: head.act } : {}) });
    }
    const { mandate, successorTo, validity = VALIDITY } = this.options;
    const act: Act = {
      version: 1,
      type: intent.type,
      actor: party.handle,
      records,
      args: intent.args,
      notAfter: later(this.now(), validity),
      ...(intent.private === undefined ? {} : { private: intent.private }),
      ...(successorTo ? { successorTo: [...successorTo] } : {}),
    };
    checkArguments(act);
    const cited = citedBy(act);
    if (cited.length > 0) act.cites = await Promise.all(cited.map((address) => this.#cite(address)));
    if (mandate) act.mandate = await this.#cite(mandate);
    checkAct(act);
    return { act, relied: mandate ? [...cited, mandate] : cited };
  }

  /** Where a record's chain stands; undefined where there may be none, and is none. */
  async #headOf(address: RecordAddress, mayLack: boolean): Promise<Head | undefined> {
    try {
      return (await this.read(address)).head;
    } catch (error) {
      if (mayLack && error instanceof Refusal && error.code === 'RECORD_UNKNOWN') return undefined;
      throw error;
    }
  }

  /** Where a record stands, as this session last saw it. */
  #cite(address: RecordAddress): Promise<Citation> {
    const place = placeOf(address);
    let citation = this.#stood.get(place);
    if (!citation) {
      citation = this.read(address).then(({ head: { sequence, act } }) => ({ ...address, sequence, act }));
      this.#stood.set(place, citation);
      citation.catch(() => this.#stood.delete(place));
    }
    return citation;
  }

  /** Submits a signed act; the same one again is answered with the same receipt. */
  async send(act: Pick<Act, 'type' | 'records'>, signed: string): Promise<Receipt & Committed> {
    const committed = await this.write({
      namespace: namespaceOf(act.records[0]!.member),
      transaction: act.type.replace('.', ':'),
      args: [signed],
    });
    return { ...(parse(committed.result) as Receipt), ...committed };
  }

  /** Submits any transaction; without endorsers named in the call, the owner and one healthy other member endorse. */
  write(call: Call): Promise<Committed> {
    const { ledger, timeout } = this.options;
    return submit(ledger, call, {
      ...(timeout === undefined ? {} : { timeout }),
      ...(call.endorsers ? {} : { endorsers: this.#rotation }),
    });
  }

  /** Evaluates a read and parses its JSON. */
  async ask(member: string, transaction: string, ...args: string[]): Promise<unknown> {
    return parse(await this.options.ledger.evaluate({ namespace: namespaceOf(member), transaction, args }));
  }

  /**
   * Reads a record and replays its signed acts, whoever endorsed them; what its chain does not carry is refused.
   *
   * Throws `RECORD_UNKNOWN` where there is none, `CHAIN_BROKEN`, `SIGNATURE_INVALID` or what else a forged chain
   * fails on.
   */
  async read<R extends object>(address: RecordAddress): Promise<Replayed<R>> {
    check(domainOf(address.kind).id, address.id);
    try {
      return await this.#readBy<R>(this.#known, address);
    } catch (error) {
      // Nothing is refused by what was read before: this peer may be behind the one that was asked then.
      if (!(error instanceof Refusal) || error.code === 'RECORD_UNKNOWN' || this.#known.isEmpty) throw error;
      return this.#readBy<R>(new KnownChains(), address);
    }
  }

  /** Replays records that are at hand with their acts; all whom these name are fetched at once, as they stand from now on. */
  async readerOf(records: readonly KeptRecord[]): Promise<ChainReader> {
    const look = new Look(this, new KnownChains());
    await look.ahead(
      records.flatMap(({ acts = [] }) => acts),
      this.#memory,
    );
    return new ChainReader((address) => look.chain(address), this.#memory, this.options.founded);
  }

  async #readBy<R extends object>(known: KnownChains, address: RecordAddress): Promise<Replayed<R>> {
    const look = new Look(this, known);
    const kept = await look.at(address, this.#memory);
    const reader = new ChainReader((other) => look.chain(other), this.#memory, this.options.founded);
    const replayed = await reader.read<R>(address, kept);
    look.keepIn(this.#known, address);
    return replayed;
  }

  #party(): Party {
    if (!this.options.party) throw new TypeError('this session only reads; give it a party that acts');
    return this.options.party;
  }
}

/** A record as a contract gives it, with its acts. */
export interface Fetched {
  record?: object;
  head?: Head;
  acts: (ActEntry | null)[];
}

const parse = (bytes: Uint8Array): unknown =>
  bytes.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(bytes));
