import {
  Refusal,
  canonical,
  certificateStateAt,
  demand,
  isAtHome,
  versionAt,
  type AeoCertificate,
  type Handle,
  type Instant,
  type PrivateIdentity,
} from '@fairway/model';
import type { Lined, ListRow } from './row.js';

/** What becomes of a certificate by a list; `differing`: nothing, though the list says something else. */
export type RowChange = 'added' | 'changed' | 'suspended' | 'reinstated' | 'revoked' | 'differing' | 'untouched';

/** What is to be done for a row, in this order. */
export type Step = 'register' | 'identify' | 'grant' | 'amend' | 'suspend' | 'reinstate' | 'revoke';

/** What the ledger has on a row: the certificate, and whoever is known by the row's identifier. */
export interface Present {
  certificate?: AeoCertificate | undefined;
  holder?: Handle | undefined;
  /** The holder's private identity, where one is kept. */
  identity?: PrivateIdentity | undefined;
  /** The holder's name, where it is named in public. */
  publicName?: string | undefined;
}

export interface RowPlan {
  change: RowChange;
  steps: Step[];
  /**
   * What the row says otherwise than the ledger and no list can change, with what would: `RENAME_REQUIRED`, since a new
   * name takes a deed that a list does not have; `GROUND_STANDS`, since a decision was taken for the ground that it has.
   */
  differing: Refusal[];
}

/**
 * What it takes for the ledger to say what a row says, at a moment; nothing where it says so already.
 *
 * Throws what the row can never become: `IDENTIFIER_ELSEWHERE_AT_HOME`, `HOLDER_DIFFERS`, `GRANT_DATE_DIFFERS`,
 * `RECORD_CLOSED`; and `RENAME_REQUIRED` for a first certificate in another name than the identifier's, since one of the two
 * may be somebody else's.
 */
export function planRow(row: ListRow, issuer: string, present: Present, at: Instant): RowPlan {
  demand(
    isAtHome(row.identifier, issuer),
    'IDENTIFIER_ELSEWHERE_AT_HOME',
    `a TIN or EORI number of ${issuer} is accepted`,
    '/identifier',
  );
  const isKnown = present.publicName !== undefined || isDescribedBy(row, present.identity);
  const who: Step[] = present.holder === undefined ? ['register'] : isKnown ? [] : ['identify'];
  const name = present.publicName ?? present.identity?.name;
  const renamed = name === undefined || name === row.name ? [] : [renameRequired(row, name, present.holder!)];
  const { certificate } = present;
  if (!certificate) {
    if (renamed[0]) throw renamed[0];
    const then: Step[] = row.status === 'active' ? [] : [row.status === 'suspended' ? 'suspend' : 'revoke'];
    return { change: 'added', steps: [...who, 'grant', ...then], differing: [] };
  }
  demand(
    certificate.holder === present.holder,
    'HOLDER_DIFFERS',
    `certificate ${row.number} is held by ${certificate.holder}, who is known by another identifier`,
    '/identifier',
  );
  demand(
    certificate.grantedOn === row.grantedOn,
    'GRANT_DATE_DIFFERS',
    `certificate ${row.number} was granted on ${certificate.grantedOn}`,
    '/grantedOn',
  );
  const { state = 'active', reason } = certificateStateAt(certificate, at) ?? {};
  const isClosed = state !== 'active' && state !== 'suspended';
  demand(
    !isClosed || row.status === 'revoked',
    'RECORD_CLOSED',
    `certificate ${row.number} is ${state} for good; a new number is accepted`,
    '/status',
  );
  const terms = isClosed || hasTerms(row, certificate, at) ? [] : ['amend' as const];
  const [step, change] = isClosed ? [] : turn(state, row.status);
  const steps: Step[] = [...who, ...terms, ...(step ? [step] : [])];
  const isAnew = step !== undefined || row.status === 'active';
  const grounds = isAnew || row.reason === listedReason(reason) ? [] : [groundStands(row, state, listedReason(reason))];
  const differing = [...renamed, ...grounds];
  const rest = steps.length > 0 ? 'changed' : differing.length > 0 ? 'differing' : 'untouched';
  return { change: change ?? rest, steps, differing };
}

/** The ground of a decision as a list has it: a certificate that its holder gave up was given up at its holder's request. */
export const listedReason = (reason: string | undefined): string => reason ?? 'holder-request';

const renameRequired = ({ identifier: { scheme, value } }: ListRow, name: string, holder: Handle): Refusal =>
  new Refusal(
    'RENAME_REQUIRED',
    `the operator with ${scheme} ${value} is ${name}, and stays so by a list; a new name is accepted with its deed, by participant rename ${holder}, and a correction by participant amend`,
    '/name',
  );

const groundStands = ({ number }: ListRow, state: string, reason: string): Refusal =>
  new Refusal(
    'GROUND_STANDS',
    `certificate ${number} is ${state} for ${reason}, and stays so by a list; another ground takes another decision${
      state === 'suspended' ? ': a reinstatement and a new suspension' : ', where an appeal has undone this one'
    }`,
    '/reason',
  );

function turn(from: 'active' | 'suspended', to: ListRow['status']): [Step?, RowChange?] {
  if (from === to) return [];
  if (to === 'revoked') return ['revoke', 'revoked'];
  return to === 'suspended' ? ['suspend', 'suspended'] : ['reinstate', 'reinstated'];
}

function hasTerms(row: ListRow, certificate: AeoCertificate, at: Instant): boolean {
  const { type, validFrom, validTo, reviewOn } = versionAt(certificate.terms, at) ?? certificate.terms.at(-1)!;
  return (
    canonical({ type, validFrom, validTo, reviewOn }) ===
    canonical({ type: row.type, validFrom: row.validFrom, validTo: row.validTo, reviewOn: row.reviewOn })
  );
}

/** Whether the identity is as the row has it, but for the name. */
function isDescribedBy(row: ListRow, identity: PrivateIdentity | undefined): boolean {
  if (!identity) return false;
  const { address, contact, identifiers } = identity;
  return (
    canonical({ address, contact }) === canonical({ address: row.address, contact: row.contact }) &&
    identifiers.some((one) => canonical(one) === canonical(row.identifier))
  );
}

/**
 * The rows that contradict an earlier one of the same list: a number that stands there already (`NAMED_TWICE`), or another
 * name, address or contact of the same operator (`OPERATOR_DIFFERS`). With both done, each run would undo the other's.
 */
export function contradictions(
  rows: readonly Lined[],
  operatorOf: (row: ListRow) => string,
): ReadonlyMap<Lined, Refusal> {
  const numbers = new Map<string, number>();
  const operators = new Map<string, Lined>();
  const found = new Map<Lined, Refusal>();
  for (const lined of rows) {
    const { line, row } = lined;
    const earlier = numbers.get(row.number);
    const operator = operators.get(operatorOf(row)) ?? lined;
    const differs = (['name', 'address', 'contact'] as const).find((field) => row[field] !== operator.row[field]);
    if (earlier !== undefined) {
      const sentence = `certificate ${row.number} stands in line ${earlier}; each is accepted once`;
      found.set(lined, new Refusal('NAMED_TWICE', sentence, '/number'));
    } else if (differs) {
      const sentence = `line ${operator.line} has another ${differs} of this operator; the same one is accepted`;
      found.set(lined, new Refusal('OPERATOR_DIFFERS', sentence, `/${differs}`));
    } else operators.set(operatorOf(row), operator);
    if (earlier === undefined) numbers.set(row.number, line);
  }
  return found;
}

/** A row that could not be used: where in the list, and why. */
export interface BadRow {
  /** From 1, the header's line. */
  line: number;
  column?: string | undefined;
  code: string;
  sentence: string;
}

/** What an error says of the row in a line. */
export function badRow(line: number, error: unknown): BadRow {
  if (error instanceof Refusal) {
    const { code, sentence, path } = error;
    return { line, code, sentence, ...(path ? { column: path.split('/').find((part) => part !== '') } : {}) };
  }
  const { code = 'DEFECT', message } = error as { code?: string; message: string };
  return { line, code, sentence: message };
}
