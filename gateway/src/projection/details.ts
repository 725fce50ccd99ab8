import {
  Refusal,
  digestOf,
  digestOfJson,
  hasConsented,
  memberOf,
  sharedCollection,
  type Digest,
  type Identifier,
  type Participant,
  type PrivateIdentity,
  type RecordAddress,
} from '@fairway/model';
import { LedgerError, type HashedWrite, type PrivateWrite, type Session } from '@fairway/sdk';
import type { Connection } from './database.js';
import { jsonOf, recordOf } from './records.js';

/**
 * The private parts of records that this member may read. Where a block says that something private changed and its peer
 * does not hand it out with the block, be it purged since or not there yet, the peer is asked what it is now.
 */
export class Details {
  #hasDropped = false;

  constructor(
    private readonly db: Connection,
    private readonly session: Session,
    private readonly member: string,
  ) {}

  /** Takes what a block's transactions wrote that is private, as everyone and as this member sees it. */
  take(hashed: readonly HashedWrite[], plain: readonly PrivateWrite[]): void {
    const values = new Map(
      plain.map((write) => [placeOfWrite({ ...write, keyHash: digestOf(write.key) }), write.value]),
    );
    for (const write of hashed) {
      for (const address of this.#about(write)) {
        const value = values.get(placeOfWrite(write));
        if (write.valueHash === undefined) this.#keep(address, undefined);
        else if (value) this.#keep(address, jsonOf(new TextDecoder().decode(value)));
        else this.#await(address);
      }
    }
  }

  /** Has nothing stay of what was dropped; to be called when the transaction that dropped it is over. */
  forget(): void {
    if (this.#hasDropped) this.#hasDropped = !this.db.emptyLog();
  }

  /** Asks the peer for what was noted; what it does not answer for now stays noted. */
  async ask(): Promise<void> {
    const awaited = this.db.all<RecordAddress>('SELECT kind, member, id FROM awaited');
    await Promise.all(awaited.map((address) => this.#ask(address)));
  }

  /** A record has changed: what is no longer its detail, or may no longer be kept, goes. */
  settle(address: RecordAddress): void {
    if (address.kind !== 'participant') return;
    this.#settle(address);
    // A consent that is given again may find what was shown before.
    if (address.member !== this.member && this.#isDue(address)) this.#await(address);
  }

  #settle(address: RecordAddress): void {
    if (address.kind !== 'participant') return;
    const { record } = recordOf<Participant>(this.db, address)!;
    const { kind, member, id } = address;
    const kept = this.db.one<{ digest: Digest; detail: string }>(
      'SELECT digest, detail FROM detail WHERE kind = ? AND member = ? AND id = ?',
      ...[kind, member, id],
    );
    const isDue = this.#isDue(address);
    if (kept && (kept.digest !== record.private || !isDue)) this.#drop(address);
    this.#name(id, [
      ...(record.public?.identifiers ?? []),
      ...(kept && kept.digest === record.private && isDue
        ? (JSON.parse(kept.detail) as PrivateIdentity).identifiers
        : []),
    ]);
  }

  async #ask(address: RecordAddress): Promise<void> {
    let detail: unknown;
    try {
      detail = await this.#read(address);
    } catch (error) {
      if (error instanceof LedgerError) return;
      // The owner may have kept there what is no JSON, or taken the record from under it; then there is no detail.
      if (!(error instanceof Refusal || error instanceof SyntaxError)) throw error;
    }
    this.#keep(address, detail);
  }

  /** The records that a private write is about, as far as this member may read them. */
  #about({ namespace, collection, keyHash }: HashedWrite): RecordAddress[] {
    const owner = memberOf(namespace);
    const isOwn = owner === this.member;
    if (owner === undefined || !(isOwn || collection === sharedCollection(this.member))) return [];
    // Of a party of its own the member reads what it keeps for itself, whomever it shows that to.
    const kept = `_implicit_org_${this.member}`;
    return this.db
      .all<RecordAddress>('SELECT kind, member, id FROM record WHERE keyHash = ? AND member = ?', keyHash, owner)
      .filter(({ kind }) => !isOwn || (kind === 'participant') === (collection === kept));
  }

  /** Keeps a detail that the record was signed for, and nothing else. */
  #keep(address: RecordAddress, detail: unknown): void {
    const { kind, member, id } = address;
    this.db.run('DELETE FROM awaited WHERE kind = ? AND member = ? AND id = ?', kind, member, id);
    const { record } = recordOf<{ private?: Digest }>(this.db, address)!;
    const digest = digestIfAny(detail);
    this.#drop(address);
    if (digest !== undefined && digest === record.private)
      this.db.run(
        'INSERT INTO detail (kind, member, id, digest, detail) VALUES (?, ?, ?, ?, ?)',
        ...[kind, member, id, digest, JSON.stringify(detail)],
      );
    this.#settle(address);
  }

  /** Whether a party's identity may be kept here while the peer has it. */
  #isDue(address: RecordAddress): boolean {
    return address.member === this.member || hasConsented(recordOf<Participant>(this.db, address)!.record);
  }

  #read({ kind, member, id }: RecordAddress): Promise<unknown> {
    if (kind !== 'participant') return this.session.ask(member, `${kind}:readDetail`, id);
    return member === this.member
      ? this.session.ask(member, 'participant:readPrivate', id)
      : this.session.ask(member, 'participant:readShared', id, this.member);
  }

  #await({ kind, member, id }: RecordAddress): void {
    this.db.run('INSERT OR IGNORE INTO awaited (kind, member, id) VALUES (?, ?, ?)', kind, member, id);
  }

  #drop({ kind, member, id }: RecordAddress): void {
    const dropped = this.db.run('DELETE FROM detail WHERE kind = ? AND member = ? AND id = ?', kind, member, id);
    this.#hasDropped ||= dropped > 0;
  }

  #name(handle: string, identifiers: readonly Identifier[]): void {
    this.db.run('DELETE FROM identifier WHERE handle = ?', handle);
    for (const { scheme, value } of identifiers)
      this.db.run('INSERT OR IGNORE INTO identifier (scheme, value, handle) VALUES (?, ?, ?)', scheme, value, handle);
  }
}

/** What a detail's digest is; undefined where there is none, or what is there has no canonical form. */
function digestIfAny(detail: unknown): Digest | undefined {
  try {
    return detail === undefined ? undefined : digestOfJson(detail);
  } catch {
    return undefined;
  }
}

const placeOfWrite = ({
  transaction,
  namespace,
  collection,
  keyHash,
}: Pick<HashedWrite, 'transaction' | 'namespace' | 'collection' | 'keyHash'>): string =>
  [transaction, namespace, collection, keyHash].join(' ');
