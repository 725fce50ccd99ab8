import {
  AeoDomain,
  Identifier,
  Member,
  Refusal,
  check,
  checkAeo,
  demand,
  normaliseNumber,
  type AeoCertificate,
  type Agreement,
  type AgreementRecords,
  type Instant,
} from '@fairway/model';
import { recognised, type RecognitionCheck } from '@fairway/sdk';
import type { Connection } from './database.js';
import { recordOf, recordsOf, type Doubt } from './records.js';

/** A certificate by its issuer and number, or the operator's by what it is known by elsewhere. */
export type Question = { certificate: CertificateName } | { identifier: Identifier };

export interface CertificateName {
  issuer: string;
  number: string;
}

/** The answer to one question; of an operator with several certificates, about the one that gives most. */
export interface Answer extends RecognitionCheck {
  /** Whose it is, where it is known: the number in its normal form. */
  certificate?: CertificateName;
  /** Set where the ledger keeps more, or something else, than the signed acts carry, by which the answer is given. */
  doubt?: Doubt;
}

/** The most questions in one batch. */
const MOST_QUESTIONS = 10_000;

export interface Viewed {
  partner: string;
  at: Instant;
  knownAt?: Instant | undefined;
}

/** Answers from one state of the database, by the model's own rules. Throws `TOO_MANY`. */
export function answersTo(db: Connection, questions: readonly Question[], viewed: Viewed): Answer[] {
  demand(
    questions.length <= MOST_QUESTIONS,
    'TOO_MANY',
    `at most ${MOST_QUESTIONS} questions are accepted in one batch; ask the rest in another`,
  );
  check(Member, viewed.partner);
  const agreements = agreementsIn(db);
  return questions.map((question) => {
    try {
      return 'certificate' in question
        ? ofCertificate(db, question.certificate, viewed, agreements)
        : ofIdentifier(db, check(Identifier, question.identifier), viewed, agreements);
    } catch (error) {
      // One row that is no number stops no other.
      if (error instanceof Refusal) return unknown(viewed, error.message);
      throw error;
    }
  });
}

/** All members' agreements, by name; those in doubt are left out, as if they were not there. */
function agreementsIn(db: Connection): ReadonlyMap<string, AgreementRecords> {
  const found = new Map<string, Map<string, Agreement>>();
  for (const agreement of recordsOf<Agreement>(db, 'agreement')) {
    if (!found.has(agreement.id)) found.set(agreement.id, new Map());
    found.get(agreement.id)!.set(agreement.member, agreement);
  }
  return found;
}

function ofCertificate(
  db: Connection,
  { issuer, number }: CertificateName,
  { partner, at, knownAt }: Viewed,
  agreements: ReadonlyMap<string, AgreementRecords>,
): Answer {
  const certificate = { issuer: check(Member, issuer), number: normaliseNumber(number) };
  const found = recordOf<AeoCertificate>(db, { kind: AeoDomain.kind, member: issuer, id: certificate.number });
  return {
    ...recognised(checkAeo(found?.record, at, knownAt), { issuer, partner }, agreements),
    certificate,
    ...(found?.doubt ? { doubt: found.doubt } : {}),
  };
}

function ofIdentifier(
  db: Connection,
  { scheme, value }: Identifier,
  viewed: Viewed,
  agreements: ReadonlyMap<string, AgreementRecords>,
): Answer {
  const held = db.all<{ member: string; id: string | null }>(
    `SELECT record.member, record.id FROM identifier LEFT JOIN record ON record.holder = identifier.handle AND record.kind = 'aeo'
      WHERE scheme = ? AND value = ? ORDER BY record.member, record.id`,
    ...[scheme, value],
  );
  if (held.length === 0)
    return unknown(
      viewed,
      `no operator with ${scheme} ${value} is known here: it is none, or it is not shown to this member`,
    );
  const answers = held
    .filter(({ id }) => id !== null)
    .map(({ member, id }) => ofCertificate(db, { issuer: member, number: id! }, viewed, agreements));
  const [first = unknown(viewed, `the operator with ${scheme} ${value} holds no certificate`)] = answers.sort(
    (one, other) =>
      other.owed.length - one.owed.length ||
      Number(other.valid) - Number(one.valid) ||
      ((one.since ?? '') < (other.since ?? '') ? 1 : -1),
  );
  return first;
}

/** The answer about a certificate that is not known, and why it is not. */
export const unknown = ({ partner, at, knownAt }: Viewed, because: string): Answer => ({
  ...checkAeo(undefined, at, knownAt),
  because,
  partner,
  owed: [],
});
