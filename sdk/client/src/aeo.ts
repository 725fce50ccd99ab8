import {
  AeoDomain,
  type ChainReader,
  Refusal,
  check,
  checkAeo,
  effectOf,
  instantOf,
  normaliseNumber,
  type AeoCertificate,
  type AeoCheck,
  type AmendTermsArgs,
  type AnnulArgs,
  type AppealArgs,
  type BarArgs,
  type CertificateState,
  type DocumentArgs,
  type GrantArgs,
  type Instant,
  type Receipt,
  type RecordAddress,
  type ReinstateArgs,
  type RenewArgs,
  type Replayed,
  type ResolveAppealArgs,
  type WithdrawArgs,
} from '@fairway/model';
import type { infer as Infer } from 'zod';
import type { Committed } from './submit.js';
import { doneBy, type DoneBy } from './done-by.js';
import type { Fetched, Session } from './session.js';

/** One thing that was done to a certificate. */
export interface AeoEvent extends DoneBy {
  /** The reason's code or words, or the reference of an appeal, where the act gives some. */
  why?: string;
  note?: string;
  /** When it took effect, and when it was recorded. */
  from?: Instant;
  recordedAt: Instant;
  /** The act's id, which is its digest. */
  act: string;
  /** The signed act itself, for anyone to check. */
  signed: string;
  transactionId: string;
}

/** A certificate that a list found; `refusal` where its chain of acts does not carry what the ledger keeps. */
export type Listed = { number: string } & ({ certificate: AeoCertificate } | { refusal: Refusal });

/**
 * AEO certificates: granting and changing them as an officer of the issuing member, reading and checking them as
 * anyone on the network.
 *
 * A number is normalised before use (`normaliseNumber`). Every read replays the record's signed acts.
 */
export class Aeo {
  constructor(private readonly session: Session) {}

  /** Grants a certificate. Throws `RECORD_EXISTS`, `HOLDER_UNKNOWN`, `PARTY_NOT_ACTIVE`, `ROLE_REQUIRED`, … */
  grant(issuer: string, number: string, args: Infer<typeof GrantArgs>): Promise<Receipt & Committed> {
    return this.#act('aeo.grant', issuer, number, args);
  }

  /** Changes the terms: the whole of them, at once or from a moment on. */
  amend(issuer: string, number: string, args: Infer<typeof AmendTermsArgs>): Promise<Receipt & Committed> {
    return this.#act('aeo.amend', issuer, number, args);
  }

  /** Suspends, at once or from a moment on. Throws `WRONG_STATE`, `RECORD_CLOSED`, `FROM_IN_THE_PAST`, … */
  suspend(issuer: string, number: string, args: Infer<typeof BarArgs>): Promise<Receipt & Committed> {
    return this.#act('aeo.suspend', issuer, number, args);
  }

  /** Ends a suspension. Throws `WRONG_STATE`, `RECORD_CLOSED`, … */
  reinstate(issuer: string, number: string, args: Infer<typeof ReinstateArgs> = {}): Promise<Receipt & Committed> {
    return this.#act('aeo.reinstate', issuer, number, args);
  }

  /** Ends the authorisation, at once or from a moment on, for good. */
  revoke(issuer: string, number: string, args: Infer<typeof BarArgs>): Promise<Receipt & Committed> {
    return this.#act('aeo.revoke', issuer, number, args);
  }

  /** A later last day or review. Throws `NOT_LATER`, `TERMS_ANNOUNCED`, `RECORD_CLOSED`, … */
  renew(issuer: string, number: string, args: Infer<typeof RenewArgs>): Promise<Receipt & Committed> {
    return this.#act('aeo.renew', issuer, number, args);
  }

  /** Undoes the certificate from its start: it is good at no moment, past ones included. Throws `RECORD_CLOSED`, … */
  annul(issuer: string, number: string, args: Infer<typeof AnnulArgs>): Promise<Receipt & Committed> {
    return this.#act('aeo.annul', issuer, number, args);
  }

  /** Gives the authorisation up, as its holder. Throws `NOT_THE_HOLDER`, `RECORD_CLOSED`, … */
  withdraw(issuer: string, number: string, args: Infer<typeof WithdrawArgs> = {}): Promise<Receipt & Committed> {
    return this.#act('aeo.withdraw', issuer, number, args);
  }

  /**
   * Records an appeal against the act `of`, a suspension, revocation or annulment; a suspensive one keeps it from barring
   * while the appeal is pending. Throws `DECISION_UNKNOWN`, `DECISION_OVER`, `APPEAL_PENDING`, …
   */
  appeal(issuer: string, number: string, args: Infer<typeof AppealArgs>): Promise<Receipt & Committed> {
    return this.#act('aeo.appeal', issuer, number, args);
  }

  /** Records how an appeal was decided. Throws `APPEAL_UNKNOWN`, `FROM_NOT_ACCEPTED`, … */
  resolveAppeal(issuer: string, number: string, args: Infer<typeof ResolveAppealArgs>): Promise<Receipt & Committed> {
    return this.#act('aeo.resolveAppeal', issuer, number, args);
  }

  /**
   * Records the digest of the certificate's document (`recordedDigestOf`), which supersedes an earlier one. Throws
   * `DOCUMENT_RECORDED`, `RECORD_CLOSED`, …
   */
  document(issuer: string, number: string, args: Infer<typeof DocumentArgs>): Promise<Receipt & Committed> {
    return this.#act('aeo.document', issuer, number, args);
  }

  /** The certificate as its signed acts make it. Throws `RECORD_UNKNOWN` where there is none. */
  async get(issuer: string, number: string): Promise<AeoCertificate> {
    return (await this.#read(issuer, number)).record;
  }

  /**
   * Whether a certificate was good at a moment (default: now), as far as that was recorded by `knownAt` (default: all
   * that is recorded), or why not. An unknown one is an answer, not an error.
   */
  async check(
    issuer: string,
    number: string,
    at: Instant = instantOf(Date.now()),
    knownAt?: Instant,
  ): Promise<AeoCheck> {
    try {
      return checkAeo(await this.get(issuer, number), at, knownAt);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'RECORD_UNKNOWN') return checkAeo(undefined, at, knownAt);
      throw error;
    }
  }

  /** Who did what to a certificate, when and why; oldest first. */
  async history(issuer: string, number: string): Promise<AeoEvent[]> {
    const { acts, record } = await this.#read(issuer, number);
    return acts.map(({ act, id, signed, recordedAt, transactionId }) => {
      const { reason, reference, note } = act.args as { reason?: string; reference?: string; note?: string };
      const [why, from] = [reason ?? reference, effectOf(record, id)];
      return {
        ...doneBy(act),
        ...(why === undefined ? {} : { why }),
        ...(note === undefined ? {} : { note }),
        ...(from === undefined ? {} : { from }),
        recordedAt,
        act: id,
        signed,
        transactionId,
      };
    });
  }

  /** All certificates of an issuer in the order of their numbers, those of one status if given; read page by page. */
  async *list(issuer: string, options: { status?: CertificateState; pageSize?: number } = {}): AsyncGenerator<Listed> {
    let bookmark = '';
    do {
      const args = [options.status ?? '', String(options.pageSize ?? 50), bookmark];
      const page = (await this.session.ask(issuer, 'aeo:list', ...args)) as {
        certificates: ({ id: string } & Fetched)[];
        bookmark: string;
      };
      const reader = await this.session.readerOf(page.certificates);
      for (const { id, ...kept } of page.certificates) yield await listed(reader, issuer, id, kept);
      bookmark = page.bookmark;
    } while (bookmark !== '');
  }

  #read(issuer: string, number: string): Promise<Replayed<AeoCertificate>> {
    return this.session.read(addressOfCertificate(issuer, number));
  }

  #act(type: string, issuer: string, number: string, args: unknown): Promise<Receipt & Committed> {
    return this.session.act({ type, records: [addressOfCertificate(issuer, number)], args });
  }
}

async function listed(reader: ChainReader, issuer: string, number: string, kept: Fetched): Promise<Listed> {
  try {
    const { record } = await reader.read<AeoCertificate>(addressOfCertificate(issuer, number), kept);
    return { number, certificate: record };
  } catch (error) {
    if (error instanceof Refusal) return { number, refusal: error };
    throw error;
  }
}

/** Where a certificate stands; its number is normalised. Throws a `Refusal` for what is no number. */
export const addressOfCertificate = (issuer: string, number: string): RecordAddress => ({
  member: issuer,
  kind: AeoDomain.kind,
  id: check(AeoDomain.id, normaliseNumber(number)),
});
