import {
  canonical,
  namespaceOf,
  parseSignedAct,
  type AeoCertificate,
  type Head,
  type RecordAddress,
} from '@fairway/model';
import { submit, type Ledger, type Session } from '@fairway/sdk';
import type { Issuer } from './issuer.js';

type Entry = [type: string, parts: string[], value: string];

/** Certificates in one transaction; about a megabyte. */
const AT_ONCE = 400;

/** Certificates by the officer's signature in the likeness of one that was granted; a bare contract writes them. */
export class Copies {
  #made = 0;

  private constructor(
    private readonly issuer: Issuer,
    private readonly original: { number: string; record: AeoCertificate; head: Head; signed: string },
    private readonly origin: { recordedAt: string; transactionId: string },
  ) {}

  static async of(issuer: Issuer, session: Session): Promise<Copies> {
    const { number } = await issuer.grant();
    const address: RecordAddress = { member: issuer.member, kind: 'aeo', id: number };
    const { record, head, acts } = await session.read<AeoCertificate>(address);
    const [{ signed, recordedAt, transactionId }] = acts as [(typeof acts)[0]];
    return new Copies(issuer, { number, record, head, signed }, { recordedAt, transactionId });
  }

  number(index: number): string {
    return `${this.issuer.member}-2025/${String(index).padStart(7, '0')}`;
  }

  /** Writes copies, many at a time, until there are so many. */
  async fill(ledger: Ledger, size: number, say: (made: number) => void): Promise<void> {
    while (this.#made < size) {
      say(this.#made);
      const some = Math.min(AT_ONCE, size - this.#made);
      const entries = await Promise.all(Array.from({ length: some }, (_, index) => this.#entries(this.#made + index)));
      const args = [JSON.stringify(entries.flat())];
      await submit(ledger, { namespace: namespaceOf(this.issuer.member), transaction: 'bare:fill', args });
      this.#made += some;
    }
  }

  async #entries(index: number): Promise<Entry[]> {
    const { number, record, head, signed: original } = this.original;
    const { act, id } = parseSignedAct(original);
    const copy = this.number(index);
    const signed = await this.issuer.officer.sign({ ...act, records: [{ ...act.records[0]!, id: copy }] });
    const kept = canonical({ ...record, head });
    return [
      ['aeo', [copy], kept.replaceAll(id, parseSignedAct(signed).id).replaceAll(number, copy)],
      ['act', ['aeo', copy, '00000001'], canonical({ signed, ...this.origin })],
    ];
  }
}
