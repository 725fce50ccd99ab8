import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import {
  Member,
  check,
  demand,
  digestOfJson,
  domainOf,
  networkDigest,
  type Digest,
  type Instant,
  type RecordAddress,
  type RelianceReceipt,
  type TrustList,
} from '@fairway/model';
import { parseLink, readDocument, recordedDigestOf, type VerifiableDocument } from '@fairway/model/document';
import { bundleFrom, collectRecord, collectSummary, trustListOf, type BundleQuestion } from '@fairway/sdk';
import { readTrustList, verify, verifyReceipt, type Trust, type Verification } from '@fairway/verifier';
import type { Command } from 'commander';
import { bytesOf, documentIn, givenDocument, isLink, isPdf } from '../document/given-document.js';
import { namesPlace } from '../document/kept-documents.js';
import { examples } from '../examples.js';
import { CliFailure, EXIT } from '../failure.js';
import { givenObject } from '../given-file.js';
import { moment } from '../moment.js';
import { plainText } from '../plain-text.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { read, reading, type ReadingOptions } from '../speaking.js';
import { mark, table } from '../table.js';

interface Options extends ReadingOptions {
  trust?: string;
  pinned?: string;
  gateway?: string;
  issuer?: string;
  number?: string;
  kind: string;
  document?: string;
  at?: Instant;
  knownAt?: Instant;
  keep?: string;
}

/** Makes `verify`: whether something is genuine and how it stands, by members' signatures that are checked here. */
export function addVerifyCommand(command: Command): void {
  examples(
    reading(command)
      .argument('[given]', 'a link, a PDF or JSON file of a document, or a kept answer: then nobody is asked')
      .option('--trust <file>', "the network's trust list; absent: as the ledger at hand has it")
      .option('--pinned <digest>', 'refuse a trust list of another network than this')
      .option(
        '--gateway <url>',
        "any member's gateway to ask; absent: the ledger at hand, or the one that a link names",
      )
      .option('--issuer <member>', 'whose record it is')
      .option('--number <id>', 'its number')
      .option('--kind <kind>', 'the kind of record: aeo or title', 'aeo')
      .option('--document <file>', 'the document in hand, as PDF or in JSON; who has it sees the history, too')
      .option('--at <moment>', 'as at that moment', moment)
      .option('--known-at <moment>', 'as far as it was known by then', moment)
      .option('--keep <file>', 'keep the answer, to be checked again later')
      .action(
        reported(async (something: string | undefined, options: Options) => {
          const found = await (something === undefined ? byNumber(options) : ofGiven(something, options));
          said(options, found, verificationText(found));
          if (found.verdict !== 'valid') process.exitCode = EXIT.notValid;
        }),
      ),
    'fairway verify --issuer AR --number AR-2026/0001 --gateway https://customs.example --trust trust.json --keep kept.json',
    'fairway verify certificate.pdf --gateway https://customs.example --trust trust.json',
    "fairway verify 'https://customs.example/verify#1/…' --trust trust.json",
    'fairway verify kept.json --trust trust.json',
    'fairway verify --kind title --issuer AR --number SCAC:ABCD/BL1/1 --document bill.json --network bconnect --member UY',
  );
}

const given = async (file: string | undefined, pinned: string | undefined): Promise<Trust | undefined> =>
  file === undefined ? undefined : readTrustList(await givenObject(file), pinned);

/** A kept answer, judged by a trust list alone. */
async function kept(file: string, options: Options): Promise<Verification> {
  demandUnsaid(options, ['at', 'knownAt', 'gateway', 'keep'], 'a kept answer is judged by what stands in it');
  const { trust: list, pinned } = options;
  const trust = await given(list, pinned);
  if (!trust) throw new CliFailure('USAGE', 'a kept answer is judged by a trust list; give --trust <file>');
  return verifyReceipt(await givenObject(file), trust);
}

/** Refuses options that would go unheeded, since who gave them would take the verdict for one on them. */
function demandUnsaid(options: Options, unheeded: readonly (keyof Options)[], why: string): void {
  const said = unheeded.filter((one) => options[one] !== undefined);
  if (said.length > 0) throw new CliFailure('USAGE', `${why}; it takes no ${said.join(', ')}`);
}

/** Whatever somebody has in hand: a link, a document, or a kept answer. */
async function ofGiven(something: string, options: Options): Promise<Verification> {
  demandUnsaid(options, ['issuer', 'number', 'document'], 'what is given says itself which record it is about');
  if (isLink(something)) {
    const document = await givenDocument(something, options);
    const { origin } = new URL(parseLink(something).page);
    return ofDocument(document, namesPlace(options) ? options : { gateway: origin, ...options });
  }
  const bytes = await bytesOf(something);
  // A kept answer is no canonical JSON, and holds what members have signed.
  if (!isPdf(bytes) && 'bundle' in (await givenObject(something))) return kept(something, options);
  return ofDocument(await documentIn(bytes), options);
}

function ofDocument(document: VerifiableDocument, options: Options): Promise<Verification> {
  const { network, ...record } = document.about;
  return asked(record, { document: recordedDigestOf(document), network }, options);
}

async function byNumber(options: Options): Promise<Verification> {
  const { issuer, number, kind } = options;
  if (issuer === undefined || number === undefined)
    throw new CliFailure(
      'USAGE',
      'say what: a link, a document, a kept answer, or --issuer <member> with --number <id>',
    );
  const record: RecordAddress = { member: check(Member, issuer), kind, id: number };
  demand(domainOf(kind).shown !== undefined, 'NOT_ALLOWED', 'aeo and title are what anyone may verify');
  const document = options.document === undefined ? undefined : await digestIn(options.document);
  return asked(record, { document }, options);
}

/** The digest that a record states of a document, or of a transport document that stands by itself. */
async function digestIn(file: string): Promise<Digest> {
  const bytes = await bytesOf(file);
  if (isPdf(bytes)) return recordedDigestOf(await documentIn(bytes));
  const object = await givenObject(file);
  return 'schema' in object ? recordedDigestOf(readDocument(bytes)) : digestOfJson(object);
}

/** A fresh answer from a gateway, or from the ledger at hand; `network` is the one that a document names. */
async function asked(
  record: RecordAddress,
  { document, network }: { document?: Digest | undefined; network?: string },
  options: Options,
): Promise<Verification> {
  const { at, knownAt } = options;
  const nonce = randomBytes(32).toString('base64url');
  const question: BundleQuestion = { record, nonce, ...present({ at, knownAt, document }) };
  const { bundle, trust } = await collected(question, options);
  demand(
    network === undefined || network === trust.network,
    'OTHER_NETWORK',
    `a document of ${trust.network} is accepted; this one is of ${network}`,
  );
  if (options.keep !== undefined) {
    const receipt: RelianceReceipt = {
      ...{ version: 1, network: trust.digest, record, bundle },
      ...present({ document, at, knownAt }),
    };
    await writeFile(options.keep, JSON.stringify(receipt));
  }
  return verify(bundle, { trust, ...question });
}

async function collected(question: BundleQuestion, options: Options) {
  const pinned = await given(options.trust, options.pinned);
  if (options.gateway !== undefined) {
    if (!pinned)
      throw new CliFailure('USAGE', 'what a gateway gives is judged by a trust list of your own; give --trust <file>');
    return { bundle: await bundleFrom(options.gateway, question), trust: pinned };
  }
  return read(options, async ({ session, attesting, channel }) => {
    const { record, nonce, document, at, knownAt } = question;
    const how = { ledger: attesting, members: session.options.members, nonce };
    const bundle = await (document === undefined
      ? collectSummary(record, { ...how, ...present({ at, knownAt }) })
      : collectRecord(record, how));
    return { bundle, trust: pinned ?? (await ownTrust(await trustListOf(session, channel), options.pinned)) };
  });
}

const ownTrust = (list: TrustList, pinned: string | undefined): Promise<Trust> =>
  readTrustList(list, pinned ?? networkDigest(list));

const VERDICTS = { valid: 'valid', invalid: 'not valid', 'could-not-check': 'could not be checked' } as const;
const MARKS = { valid: '✔', invalid: '✘', 'not-applicable': '–', 'could-not-check': '?' } as const;

/** The verdict, what was found of each side, and what was done. */
function verificationText({ verdict, record, fragments, findings, silent, history }: Verification): string {
  const seen = fragments.map(({ dimension, result, reason }) => [MARKS[result], dimension, reason]);
  const doubts = [
    ...findings.map(({ member = 'somebody', finding }) => `${plainText(member)}: ${finding}`),
    ...silent.map((member) => `${member}: no answer`),
  ];
  const done = history.map(({ recordedAt, type, by, name }) => [recordedAt, type, name ?? by]);
  return [
    mark(verdict === 'valid', `${record.member} ${record.kind} ${record.id}: ${VERDICTS[verdict]}`),
    table(['', 'what', 'found'], seen),
    ...(doubts.length === 0 ? [] : [`not counted: ${doubts.join('; ')}`]),
    ...(done.length === 0 ? [] : [table(['recorded at', 'what', 'by'], done)]),
  ].join('\n');
}
