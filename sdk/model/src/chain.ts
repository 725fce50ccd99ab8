import { ActMemory } from './act-memory.js';
import {
  ActEntry,
  addressOfParty,
  placeOf,
  type Act,
  type Citation,
  type Head,
  type RecordAddress,
  type RecordReference,
} from './act.js';
import { canonical } from './canonical.js';
import { citationsOf, decide, partiesTo, signersOf } from './decide.js';
import type { Digest } from './digest.js';
import { type Handle } from './identifiers.js';
import { algorithmOf, thumbprintOf, type SignatureCheck } from './key.js';
import { demand } from './refusal.js';
import { isUsable } from './registry/keys.js';
import { FOUND } from './registry/machine.js';
import { type FoundArgs, type Participant, type RegisteredKey } from './registry/record.js';
import { changesIn, standingAt, type ParticipantStatus, type Standing } from './registry/standing.js';
import { check } from './schema.js';
import type { ActSignature, SignedAct } from './signed-act.js';
import { DAY, ORDER_DOUBT, later, type Instant } from './time.js';

/** The keys by which one signer's signature may be checked. */
export type KeyRing = (handle: Handle) => Readonly<Record<string, RegisteredKey>> | undefined;

/** The keys that the act that founds a member brings itself. */
export function foundingKeys(act: Act, at: Instant): KeyRing {
  const { registrars } = act.args as FoundArgs;
  return (handle) => {
    const registrar = registrars.find((one) => one.handle === handle);
    return registrar && { [thumbprintOf(registrar.jwk)]: { jwk: registrar.jwk, from: at, act: '' } };
  };
}

/** Finds the key a signature on an act names. Throws `KEY_UNKNOWN`, `ALGORITHM_MISMATCH` or `KEY_NOT_FOR_THIS`. */
export function keyOf(signature: ActSignature, ring: KeyRing, { type }: Act): RegisteredKey {
  const key = ring(signature.handle)?.[signature.thumbprint];
  demand(
    key !== undefined,
    'KEY_UNKNOWN',
    `${signature.handle} has no such key; a key in its registry entry is accepted`,
    '/signatures',
  );
  demand(
    algorithmOf(key.jwk) === signature.algorithm,
    'ALGORITHM_MISMATCH',
    `this key signs with ${algorithmOf(key.jwk)}`,
    '/signatures',
  );
  demand(
    key.acts?.includes(type) ?? true,
    'KEY_NOT_FOR_THIS',
    `this key signs only ${key.acts?.join(', ')}`,
    '/signatures',
  );
  return key;
}

/** Refuses an act signed by others than it takes. */
export function demandSigners({ act, signatures }: SignedAct): void {
  const needed = signersOf(act);
  const signed = new Set(signatures.map(({ handle }) => handle));
  demand(
    needed.length === signed.size && needed.every((handle) => signed.has(handle)),
    'SIGNER_NOT_ALLOWED',
    `this act is signed by ${needed.join(', ')}, and nobody else`,
    '/signatures',
  );
}

/** Refuses a key that may not sign at that moment; one that was retired at most `doubt` milliseconds before, it takes. */
export function demandUsable(key: RegisteredKey, at: Instant, doubt = 0): void {
  demand(key.from <= at, 'KEY_NOT_YET_VALID', `this key may sign from ${key.from} on`, '/signatures');
  demand(
    isUsable(key, later(at, -doubt), true),
    'KEY_RETIRED',
    `this key was retired at ${key.to}; a key in force is accepted`,
    '/signatures',
  );
}

/** An act is signed for at most this long. */
const LONGEST_VALIDITY = 7 * DAY;

/** Refuses an act that is recorded after its end, or further before it than an act is signed for. */
export function demandTimely(act: Act, at: Instant): void {
  demand(at <= act.notAfter, 'ACT_EXPIRED', `this act was good until ${act.notAfter}; sign it anew`, '/notAfter');
  demand(
    act.notAfter <= later(at, LONGEST_VALIDITY),
    'NOT_AFTER_TOO_FAR',
    'an act is signed for at most seven days',
    '/notAfter',
  );
}

/** Where a reader gets what the ledger keeps of a record's chain, oldest first. */
export type ChainSource = (address: RecordAddress) => Promise<readonly (ActEntry | null)[]>;

/** What the ledger says a record is, and where its chain stands; neither where it says there is none. */
export interface KeptRecord {
  record?: object;
  head?: Head;
  /** Its acts, where they came together with it; the reader's source is then not asked. */
  acts?: readonly (ActEntry | null)[];
}

/** A record as its acts make it, with the acts. */
export interface Replayed<R> {
  record: R;
  head: Head;
  acts: (SignedAct & ActEntry)[];
}

/**
 * Reads records by replaying their signed acts through the same moves that the contracts apply, whoever endorsed
 * them: every signature, every link, every guard, from the founding act of the member on. What a chain does not carry
 * is not so.
 *
 * One reader holds what it has read; use a new one for a fresh look.
 */
export class ChainReader {
  readonly #participants = new Map<Handle, Promise<Progress>>();
  readonly #foundings = new Map<string, Promise<Digest | undefined>>();
  /** The acts of records that acts cite, and the records as they stood where they are cited. */
  readonly #citable = new Map<string, Promise<ActEntry[]>>();
  readonly #stood = new Map<string, Promise<object>>();
  readonly #memory: ActMemory;

  /**
   * @param signatureHolds how signatures are checked, or what was worked out before with readers that share it.
   * @param founded the founding acts' ids by member, where the caller pins them.
   */
  constructor(
    private readonly source: ChainSource,
    signatureHolds: SignatureCheck | ActMemory,
    private readonly founded: Readonly<Record<string, string>> = {},
  ) {
    this.#memory = signatureHolds instanceof ActMemory ? signatureHolds : new ActMemory(signatureHolds);
  }

  /**
   * Replays one record. `kept` is what the ledger says the record is, where the reader relies on more than the acts.
   *
   * Throws `CHAIN_BROKEN` when the acts do not follow one another or do not lead to what is kept, and what any guard
   * refuses.
   */
  async read<R extends object>(address: RecordAddress, kept?: KeptRecord): Promise<Replayed<R>> {
    const entries = kept?.acts ? wellFormed(kept.acts) : await this.#entries(address);
    demand(
      entries.length > 0 || kept?.record === undefined,
      'CHAIN_BROKEN',
      `${address.kind} ${address.id} is kept, and no act has made it`,
    );
    demand(entries.length > 0, 'RECORD_UNKNOWN', `${address.member} keeps no ${address.kind} ${address.id}`);
    const progress = begun(address, entries);
    if (address.kind === 'participant') this.#participants.set(address.id, Promise.resolve(progress));
    await this.#advance(progress, () => true);
    const replayed = progress as Progress & { record: R; head: Head };
    demand(
      kept === undefined ||
        canonical([kept.record ?? null, kept.head ?? null]) === canonical([replayed.record, replayed.head]),
      'CHAIN_BROKEN',
      'what is kept is not what the signed acts make of it',
    );
    return { record: replayed.record, head: replayed.head, acts: progress.acts };
  }

  /**
   * How a party stood when an act of that time was committed, by the party's own chain: when its status had changed as
   * often as the contract found, if the times allow that; where the act does not say, as at its time.
   */
  async #standing(handle: Handle, at: Instant, changes: number | undefined): Promise<Standing | undefined> {
    const { stood } = await this.#participant(
      handle,
      at,
      (progress) => changes !== undefined && changes <= (progress.stood.at(-1)?.changes ?? 0),
    );
    if (changes === undefined) {
      const last = stood.findLast(({ since }) => since <= at);
      return last && standingAt(last.status, at);
    }
    const place = stood.findIndex((one) => one.changes === changes);
    const [one, next] = place < 0 ? [] : stood.slice(place);
    demand(
      one !== undefined && one.since <= at && (next === undefined || next.since > later(at, -ORDER_DOUBT)),
      'CHAIN_BROKEN',
      `${handle} did not stand as it is said to have stood at ${at}`,
    );
    return standingAt(one.status, at);
  }

  async #entries(address: RecordAddress): Promise<ActEntry[]> {
    return wellFormed(await this.source(address));
  }

  /** The id of the act that founded a member, as the member's own record has it. */
  #founding(member: string): Promise<Digest | undefined> {
    let founding = this.#foundings.get(member);
    if (!founding) {
      founding = this.#entries({ member, kind: 'member', id: member }).then(
        ([first]) => first && this.#memory.signedAct(first.signed).id,
      );
      this.#foundings.set(member, founding);
    }
    return founding;
  }

  /**
   * A party as far as its chain is certain to have gone when an act of that time was committed; and on from there, until
   * there is enough of it, as far as the chain may have gone.
   */
  async #participant(handle: Handle, at: Instant, isEnough: (progress: Progress) => boolean): Promise<Progress> {
    let progress = this.#participants.get(handle);
    if (!progress) {
      const address = addressOfParty(handle);
      progress = this.#entries(address).then((entries) => begun(address, entries));
      this.#participants.set(handle, progress);
    }
    const found = await progress;
    const certain = later(at, -ORDER_DOUBT);
    // A party whose own chain is being replayed is asked as it stands there: two registrars may have acted on each other.
    if (!found.busy) await this.#advance(found, (next) => next <= certain || (next <= at && !isEnough(found)));
    return found;
  }

  /**
   * A record as it stood where an act cites it. Contracts take the newest act only; a reader, who has the times, gives
   * it `ORDER_DOUBT`.
   */
  async #cited(citation: Citation, at: Instant): Promise<object> {
    const place = placeOf(citation);
    let entries = this.#citable.get(place);
    if (!entries) this.#citable.set(place, (entries = this.#entries(citation)));
    const [last, next] = (await entries).slice(citation.sequence - 1);
    demand(
      last !== undefined && this.#memory.signedAct(last.signed).id === citation.act && last.recordedAt <= at,
      'CITATION_WRONG',
      `${place} never stood at ${citation.sequence} as it is cited`,
    );
    demand(
      next === undefined || next.recordedAt > later(at, -ORDER_DOUBT),
      'CITATION_OUTDATED',
      `${place} had changed when it was cited`,
    );
    // The digest of a citation rules out that records cite one another in a circle.
    const stood = `${place}/${citation.sequence}`;
    let record = this.#stood.get(stood);
    if (!record)
      this.#stood.set(stood, (record = this.#replayed(citation, (await entries).slice(0, citation.sequence))));
    return record;
  }

  async #replayed(address: RecordAddress, entries: readonly ActEntry[]): Promise<object> {
    const progress = begun(address, entries);
    await this.#advance(progress, () => true);
    return progress.record!;
  }

  /** Goes on as long as the next act, by its time, is due. */
  async #advance(progress: Progress, isDue: (recordedAt: Instant) => boolean): Promise<void> {
    progress.busy = true;
    try {
      for (
        let entry = progress.entries[progress.next];
        entry && isDue(entry.recordedAt);
        entry = progress.entries[++progress.next]
      ) {
        await this.#apply(progress, entry);
      }
    } finally {
      progress.busy = false;
    }
  }

  async #apply(progress: Progress, entry: ActEntry): Promise<void> {
    const { address, head } = progress;
    const signed = this.#memory.signedAct(entry.signed);
    const { act, id } = signed;
    const time = entry.recordedAt;
    const reference = act.records.find(
      (one) => one.member === address.member && one.kind === address.kind && one.id === address.id,
    );
    demand(
      reference?.sequence === progress.next + 1 && reference.previous === head?.act && time >= (head?.recordedAt ?? ''),
      'CHAIN_BROKEN',
      `act ${progress.next + 1} of ${address.kind} ${address.id} does not follow the one before it`,
    );
    demandSigners(signed);
    demandTimely(act, time);
    await this.#verify(signed, time);
    for (const other of act.type === FOUND ? [] : act.records)
      if (other !== reference) await this.#doneTogether(other, id);
    const cited = new Map<string, object>();
    for (const citation of citationsOf(signed)) cited.set(placeOf(citation), await this.#cited(citation, time));
    const parties = new Map<Handle, Standing>();
    for (const handle of act.type === FOUND ? [] : partiesTo(signed, cited)) {
      const standing = await this.#standing(handle, time, entry.stood?.[handle]);
      if (standing) parties.set(handle, standing);
    }
    progress.record = decide(signed, reference, progress.record, { time, cited, parties });
    progress.head = { sequence: reference.sequence, act: id, recordedAt: time };
    progress.acts.push({ ...signed, ...entry });
    if (address.kind !== 'participant') return;
    const { status } = progress.record as Participant;
    const changes = changesIn(status);
    if (changes !== progress.stood.at(-1)?.changes) progress.stood.push({ status, changes, since: time });
  }

  /** Refuses an act on several records that was not done on each of them. */
  async #doneTogether(other: RecordReference, id: Digest): Promise<void> {
    const entry = (await this.#entries(other))[other.sequence - 1];
    demand(
      entry !== undefined && this.#memory.signedAct(entry.signed).id === id,
      'CHAIN_BROKEN',
      `act ${id} was not done on ${placeOf(other)}, which it names`,
    );
  }

  async #verify({ act, id, signatures }: SignedAct, at: Instant): Promise<void> {
    const member = act.records[0]!.member;
    demand(
      act.type !== FOUND || id === (this.founded[member] ?? (await this.#founding(member))),
      'CHAIN_BROKEN',
      `the act that founds ${member} is another than the one relied on`,
    );
    for (const signature of signatures) {
      const ring = act.type === FOUND ? foundingKeys(act, at) : await this.#ring(signature, at);
      const key = keyOf(signature, ring, act);
      demandUsable(key, at, ORDER_DOUBT);
      demand(
        await this.#memory.holds(key.jwk, signature),
        'SIGNATURE_INVALID',
        `act ${id} does not carry the signature of ${signature.handle}`,
      );
    }
  }

  async #ring({ handle, thumbprint }: ActSignature, at: Instant): Promise<KeyRing> {
    const keys = (progress: Progress) => (progress.record as Participant | undefined)?.keys;
    const found = await this.#participant(handle, at, (progress) => thumbprint in (keys(progress) ?? {}));
    return () => keys(found);
  }
}

/** What a ledger gives as acts may be anything that members have agreed to write there. */
const wellFormed = (entries: readonly unknown[]): ActEntry[] => entries.map((entry) => check(ActEntry, entry));

interface Progress {
  address: RecordAddress;
  entries: readonly ActEntry[];
  next: number;
  acts: Replayed<object>['acts'];
  record?: object;
  head?: Head;
  busy?: boolean;
  /** Of a participant: its status after each act that changed it, and how often it had then changed. */
  stood: { status: ParticipantStatus; changes: number; since: Instant }[];
}

const begun = (address: RecordAddress, entries: readonly ActEntry[]): Progress => ({
  address,
  entries,
  next: 0,
  acts: [],
  stood: [],
});
