import {
  Bundle,
  ChainReader,
  MINUTE,
  Refusal,
  addressOfParty,
  check,
  domainOf,
  instantOf,
  placeOf,
  webCryptoCheck,
  type ActEntry,
  type Digest,
  type Handle,
  type Head,
  type Instant,
  type Participant,
  type RecordAddress,
  type Replayed,
  type ShownStatus,
  type Statement,
} from '@fairway/model';
import { documentStanding, type DocumentStanding } from '@fairway/model/document';
import { judge, type Judged } from './answer.js';
import { fragment, type Fragment } from './fragment.js';
import { KINDS, type Moment, type State } from './kinds.js';
import { Malformed } from './malformed.js';
import type { Code } from './reasons.js';
import type { Trust } from './trust.js';
import { verdictOf, type Verdict } from './verdict.js';

/** What a verifier asked for, and by what it judges the answer. */
export interface VerifyOptions {
  trust: Trust;
  record: RecordAddress;
  /** The nonce that was sent with the question, just now; absent: the bundle is a receipt, and judged as of its time. */
  nonce?: string;
  /** The digest of the document in hand. */
  document?: Digest;
  /** The moment that is asked about; absent: when the members were asked. */
  at?: Instant;
  /** What was known by then; absent: all that is. */
  knownAt?: Instant;
  /** The time now; absent: the machine's. */
  now?: Date;
}

/** A line of a record's history. */
export interface HistoryLine {
  type: string;
  by: Handle;
  /** The public name of who did it, where there is one. */
  name?: string;
  recordedAt: Instant;
  act: Digest;
}

/** How a record was found. */
export interface Verification {
  verdict: Verdict;
  record: RecordAddress;
  network: string;
  /** One for each dimension. */
  fragments: Fragment[];
  /** When the members were asked; absent where that is not known. */
  asOf?: Instant;
  /** Members whose signatures count, those whose do not, and why, and those who gave none. */
  signers: string[];
  findings: Judged['findings'];
  silent: string[];
  status?: ShownStatus;
  /** What was done, oldest first, where the answer tells. */
  history: HistoryLine[];
}

/** An answer to a question of now is at most so old, and a verifier's clock at most so far off. */
const FRESH = 10 * MINUTE;

/**
 * Judges what a gateway has collected about a record, without trusting it: who signed, what they say, and whether the
 * signed acts bear it out. Never says valid where something could not be checked.
 *
 * Throws a `Refusal` for what is no bundle at all; everything else is among the fragments.
 *
 * @example
 * const trust = await readTrustList(list, pinned);
 * const { verdict, fragments } = await verify(bundle, { trust, record: { member: 'AR', kind: 'aeo', id }, nonce });
 */
export async function verify(bundle: unknown, options: VerifyOptions): Promise<Verification> {
  const { answers } = check(Bundle, bundle);
  const { trust, record, now = new Date() } = options;
  const asked = { record, network: trust.network, signers: [], findings: [], silent: [], history: [] };
  const nothing = (code: Code, facts: Record<string, string> = {}, found: Partial<Judged> = {}): Verification => {
    const { signers = [], findings = [], silent = [], proposed } = found;
    const attestation = fragment('attestation', 'could-not-check', code, facts);
    const fragments = [...unknown(options), attestation];
    const asOf = proposed && instantOf(proposed.at);
    const verdict = verdictOf(fragments);
    return { ...asked, ...{ signers, findings, silent, fragments, verdict }, ...(asOf && { asOf }) };
  };
  let judged: Judged[];
  try {
    judged = await Promise.all(answers.map((answer) => judge(answer, trust)));
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'OTHER_CHANNEL' || error.code === 'MEMBER_UNKNOWN'))
      return nothing('OTHER_CHANNEL', { sentence: error.sentence });
    if (error instanceof Malformed || error instanceof Refusal)
      return nothing('ANSWER_MALFORMED', { sentence: error.message });
    throw error;
  }
  const first = judged[0]!;
  const at = instantOf(first.proposed.at);
  if (!isAbout(judged, options)) return nothing('OTHER_QUESTION', {}, first);
  if (options.nonce !== undefined && Math.abs(now.getTime() - first.proposed.at) > FRESH)
    return nothing('NOT_FRESH', { at }, first);
  const [ahead] = [options.at, options.knownAt].filter(
    (asked) => asked !== undefined && Date.parse(asked) > first.proposed.at + FRESH,
  );
  if (ahead !== undefined) return nothing('MOMENT_AHEAD', { asked: ahead, at }, first);
  const { statement, signers, findings, silent } = first;
  if (!statement) {
    const facts = { owner: record.member, count: String(trust.members.size), signers: signers.join(', ') || '–' };
    return nothing('TOO_FEW_SIGNED', facts, first);
  }
  const moment: Moment = { at: options.at ?? at, knownAt: options.knownAt };
  const code = options.nonce === undefined ? 'ATTESTED_THEN' : 'ATTESTED';
  const attestation = fragment('attestation', 'valid', code, { signers: signers.join(', '), at });
  const found = statement.question.summary
    ? fromSummary(statement, options, moment)
    : await fromChain(statement, judged, options, moment);
  const fragments = [...found.fragments, attestation];
  return { ...asked, ...found, ...{ signers, findings, silent, fragments }, asOf: at, verdict: verdictOf(fragments) };
}

/** Nothing is known while too few have signed. */
function unknown({ document }: VerifyOptions): Fragment[] {
  const not = (dimension: Fragment['dimension']) => fragment(dimension, 'could-not-check', 'NOT_ATTESTED');
  const integrity = document === undefined ? NO_DOCUMENT : not('integrity');
  return [integrity, not('issuer'), not('status'), not('title'), not('chain')];
}

const NO_DOCUMENT = fragment('integrity', 'not-applicable', 'NO_DOCUMENT');

/** Whether the answers are to what was asked: about this record, with this nonce, at one time. */
function isAbout([first, ...others]: Judged[], { record, nonce, at, knownAt, document }: VerifyOptions): boolean {
  const { member, question } = first!.proposed;
  const { summary } = question;
  const named = summary ?? question.record;
  return (
    member === record.member &&
    named?.kind === record.kind &&
    named.id === record.id &&
    (nonce === undefined || question.nonce === nonce) &&
    (summary === undefined ||
      (summary.at === at &&
        summary.knownAt === knownAt &&
        (summary.document === undefined || summary.document === document))) &&
    others.every(
      ({ proposed }) =>
        proposed.question.nonce === question.nonce && Math.abs(proposed.at - first!.proposed.at) <= FRESH,
    )
  );
}

type Found = Pick<Verification, 'history' | 'status'> & { fragments: Fragment[] };

const missing = (options: VerifyOptions, { at }: Moment): Found => {
  const { trust, record, document } = options;
  const { name } = trust.members.get(record.member)!;
  const none = (dimension: Fragment['dimension'], code: Code) => fragment(dimension, 'not-applicable', code);
  return {
    history: [],
    fragments: [
      document === undefined ? NO_DOCUMENT : fragment('integrity', 'invalid', 'DOCUMENT_DIFFERS'),
      fragment('issuer', 'invalid', 'RECORD_UNKNOWN', { name, member: record.member }),
      fragment('status', 'invalid', 'STATUS_UNKNOWN', { at }),
      none('title', 'NO_TITLE'),
      none('chain', 'CHAIN_NOT_ASKED'),
    ],
  };
};

const statusFragment = (status: ShownStatus, at: Instant, { state, facts }: State = status): Fragment =>
  fragment(
    'status',
    status.inForce ? 'valid' : 'invalid',
    `STATUS_${state.toUpperCase().replaceAll('-', '_')}` as Code,
    { at, since: status.since, validTo: status.validTo, ...facts },
  );

/** What a stranger learns by a number. */
function fromSummary({ summary }: Statement, options: VerifyOptions, moment: Moment): Found {
  if (!summary) return missing(options, moment);
  const { trust, record, document } = options;
  const { issuer, status, at } = summary;
  const { name } = trust.members.get(record.member)!;
  const isTitle = record.kind === 'title';
  return {
    status,
    history: [],
    fragments: [
      document === undefined ? NO_DOCUMENT : compared(summary.document),
      issuedBy(name, record.member, issuer.party && (issuer.party.name ?? issuer.party.handle)),
      statusFragment(status, at),
      fragment('title', 'not-applicable', isTitle ? 'TITLE_NOT_ASKED' : 'NO_TITLE'),
      fragment('chain', 'not-applicable', 'CHAIN_NOT_ASKED'),
    ],
  };
}

/** How the document in hand stands; not known where members were not asked about it. */
function compared(document: DocumentStanding | undefined): Fragment {
  if (!document) return fragment('integrity', 'could-not-check', 'DOCUMENT_NOT_COMPARED');
  const { standing, supersededAt } = document;
  if (standing === 'current') return fragment('integrity', 'valid', 'DOCUMENT_RECORDED');
  return standing === 'superseded'
    ? fragment('integrity', 'invalid', 'DOCUMENT_SUPERSEDED', { since: supersededAt })
    : fragment('integrity', 'invalid', 'DOCUMENT_DIFFERS');
}

const issuedBy = (name: string, member: string, party: string | undefined): Fragment =>
  fragment('issuer', 'valid', party === undefined ? 'ISSUED_BY_MEMBER' : 'ISSUED_BY_PARTY', { name, member, party });

/** Thrown where a chain is asked for that nobody has attested. */
class Missing extends Error {
  constructor(readonly place: string) {
    super(place);
  }
}

/** What the acts say, replayed by the rules of the domain. */
async function fromChain(
  statement: Statement,
  judged: Judged[],
  options: VerifyOptions,
  moment: Moment,
): Promise<Found> {
  const { trust, record: address } = options;
  const entries = chainsIn(judged);
  if (!statement.head && (entries.get(placeOf(address)) ?? []).length === 0) return missing(options, moment);
  const reader = new ChainReader(
    (one) => {
      const chain = entries.get(placeOf(one));
      return chain ? Promise.resolve(chain) : Promise.reject(new Missing(placeOf(one)));
    },
    webCryptoCheck,
    trust.founded,
  );
  try {
    const kept = { ...kindOf(statement), acts: entries.get(placeOf(address)) ?? [] };
    const replayed = await reader.read(address, kept);
    return await shown(replayed, reader, options, moment);
  } catch (error) {
    const is = (result: 'invalid' | 'could-not-check', code: Code, facts: Record<string, string>): Found => ({
      history: [],
      fragments: [...unknown(options).slice(0, 4), fragment('chain', result, code, facts)],
    });
    if (error instanceof Missing) return is('could-not-check', 'CHAIN_INCOMPLETE', { missing: error.place });
    if (error instanceof Refusal) return is('invalid', 'CHAIN_REFUSED', { code: error.code, sentence: error.sentence });
    throw error;
  }
}

const kindOf = ({ record, head }: Statement): { record?: object; head?: Head } => ({
  ...(record === undefined ? {} : { record }),
  ...(head === undefined ? {} : { head }),
});

/** The chains that owners and majorities have signed, each of its own namespace. */
function chainsIn(judged: Judged[]): Map<string, (ActEntry | null)[]> {
  const chains = new Map<string, (ActEntry | null)[]>();
  for (const { statement, proposed } of judged)
    for (const [place, acts] of Object.entries(statement?.chains ?? {}))
      if (place.startsWith(`${proposed.member}/`) && !chains.has(place)) chains.set(place, acts);
  return chains;
}

async function shown(
  { record, acts }: Replayed<object>,
  reader: ChainReader,
  options: VerifyOptions,
  moment: Moment,
): Promise<Found> {
  const { trust, record: address, document } = options;
  const { member, kind } = address;
  const names = new Map<Handle, string>();
  const nameOf = (handle: Handle) => names.get(handle) ?? handle;
  const domain = domainOf(kind).shown;
  const issuer = domain?.issuer(record);
  const parties = new Set([...acts.map(({ act }) => act.actor), ...(issuer === undefined ? [] : [issuer])]);
  for (const handle of partiesNamed(record, parties)) {
    const name = await publicName(reader, handle);
    if (name !== undefined) names.set(handle, name);
  }
  const { name } = trust.members.get(member)!;
  const extra = KINDS[kind];
  const status = domain?.status(record, moment.at, moment.knownAt);
  return {
    ...(status ? { status } : {}),
    history: acts.map(({ act, id, recordedAt }) => {
      const known = names.get(act.actor);
      return { type: act.type, by: act.actor, ...(known === undefined ? {} : { name: known }), recordedAt, act: id };
    }),
    fragments: [
      document === undefined ? NO_DOCUMENT : compared(documentStanding(kind, record, document, moment.knownAt)),
      issuedBy(name, member, issuer && nameOf(issuer)),
      status
        ? statusFragment(status, moment.at, extra?.state?.(record as never, moment))
        : fragment('status', 'not-applicable', 'STATUS_UNKNOWN', { at: moment.at }),
      extra?.title?.(record as never, moment, nameOf) ?? fragment('title', 'not-applicable', 'NO_TITLE'),
      fragment('chain', 'valid', 'CHAIN_HOLDS', { count: String(acts.length) }),
    ],
  };
}

/** Parties that a reader may want to see by name: who acted, and whom a title is controlled by. */
function partiesNamed(record: object, parties: Set<Handle>): Set<Handle> {
  const { control = [] } = record as { control?: { beneficiary: Handle; holder: Handle }[] };
  for (const { beneficiary, holder } of control) parties.add(beneficiary).add(holder);
  return parties;
}

/** A party's public name, where its chain is at hand and it has one. */
async function publicName(reader: ChainReader, handle: Handle): Promise<string | undefined> {
  const address = addressOfParty(handle);
  try {
    const { record } = await reader.read<Participant>(address);
    return record.public?.name ?? record.office;
  } catch (error) {
    if (error instanceof Missing || error instanceof Refusal) return undefined;
    throw error;
  }
}
