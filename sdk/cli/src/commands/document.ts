import { writeFile } from 'node:fs/promises';
import { Refusal, canonical, check, instantOf } from '@fairway/model';
import {
  documentStanding,
  isStatement,
  parseLink,
  readDocument,
  recordedDigestOf,
  type VerifiableDocument,
} from '@fairway/model/document';
import { signStatement, statementOf, verifyStatement } from '@fairway/model/statement';
import { Documents, keepDocument, type LinkedDocument } from '@fairway/sdk';
import { Option, type Command } from 'commander';
import * as z from 'zod';
import { titleNamed } from '../acting-on-title.js';
import { checkedOn, type CheckedDocument } from '../document/checked.js';
import { contentsOf, minuteOf } from '../document/contents.js';
import { givenDocument } from '../document/given-document.js';
import { namesPlace, withDocuments } from '../document/kept-documents.js';
import { documentKeptOrWritten } from '../document/kept-or-written.js';
import { LABELS, LANGUAGES, languageOf, type Language } from '../document/language.js';
import { StatementKeys, takenFrom } from '../document/statement-keys.js';
import { examples } from '../examples.js';
import { CliFailure, EXIT } from '../failure.js';
import { givenObject } from '../given-file.js';
import { openSigner, withKeys, type KeyRingOptions } from '../key-ring.js';
import { reported, said } from '../reported.js';
import { actAtOnce, actingAtOnce, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines, mark } from '../table.js';

type Issuing = ActingOptions & { page: string; issuer?: string };
type Printing = ReadingOptions & KeyRingOptions & { as?: string; out?: string; language?: Language };
type Opening = ReadingOptions & { keys?: string };

/** Adds `document …`: what people hold in hand, opened by its link and checked by its digest. */
export function addDocumentCommands(document: Command): void {
  const issuing = (usage: string, description: string) =>
    actingAtOnce(document.command(usage).description(description)).requiredOption(
      '--page <url>',
      "the page that the link opens, at the issuer's gateway",
    );

  examples(
    issuing('issue <number>', "make an AEO certificate's document, as AEO officer; it supersedes an earlier one")
      .option('--issuer <member>', "the issuing member; absent: the signer's")
      .action(
        reported(async (number: string, options: Issuing) => {
          const { receipt, ...linked } = await actAtOnce(options, ({ session, home }) => {
            const { page, issuer: member = home } = options;
            return withDocuments(options, { session, member, page }, (documents) =>
              documentKeptOrWritten(() => new Documents(session, { documents, page }).issueAeo(member, number)),
            );
          });
          said(options, { ...linked, act: receipt.act, recordedAt: receipt.recordedAt }, linkText(linked));
        }),
      ),
    'fairway document issue AR-2026/0001 --as maria --page https://customs.example/verify',
  );

  examples(
    issuing('share <title>', "give out a copy of an electronic bill, from its transport document's file")
      .requiredOption('--document <file>', 'the transport document, in JSON or YAML, whose digest the bill bears')
      .action(
        reported(async (name: string, options: Issuing & { document: string }) => {
          const bill = titleNamed(name);
          const transportDocument = await givenObject(options.document);
          const { page } = options;
          const linked = await actAtOnce(options, ({ session }) =>
            withDocuments(options, { session, member: bill.member, page }, (documents) =>
              documentKeptOrWritten(() =>
                new Documents(session, { documents, page }).shareTitle(bill, transportDocument),
              ),
            ),
          );
          said(options, linked, linkText(linked));
        }),
      ),
    'fairway document share AR/SCAC:ABCD/BL1/1 --as carrier --document bill.json --page https://customs.example/verify',
  );

  examples(
    reading(document.command('keep <file>'))
      .description('keep a document anew under its link: one that could not be kept, or that the gateway has lost')
      .action(
        reported(async (file: string, options: ReadingOptions) => {
          const { link, document: given } = await givenObject(file);
          const linked = { link: check(z.string(), link), document: readDocument(canonical(given)) };
          const { about, page } = parseLink(linked.link);
          await read(options, ({ session }) =>
            withDocuments(options, { session, member: about.member, page }, (documents) =>
              keepDocument(linked, documents),
            ),
          );
          said(options, { link: linked.link }, `${about.id} of ${about.member} is kept; its link opens it`);
        }),
      ),
    'fairway document keep AR-2026-0001.linked.json --network bconnect --member AR',
  );

  examples(
    reading(document.command('open <link-or-file>'))
      .description('a document by its link, or from a PDF or JSON file; checked where a ledger is named')
      .option('--keys <file>', "for the second code's text: the keys that fairway document keys has taken")
      .action(
        reported(async (given: string, options: Opening) => {
          if (isStatement(given)) return openStatement(given, options);
          const found = await opened(given, options);
          const { document, checked } = found;
          if (checked && !isGood(checked)) process.exitCode = EXIT.notValid;
          said(options, found, `${checkedText(checked)}\n${documentText(document)}`);
        }),
      ),
    `fairway document open 'https://customs.example/verify#1/bconnect/AR/aeo/…/AR-2026/0001'`,
    'fairway document open certificate.pdf --network bconnect --member UY --json',
    "fairway document open 'FW1:…' --keys keys.json",
  );

  examples(
    withKeys(reading(document.command('print <link>')))
      .description('a document as PDF on A4, with the link as a QR code and the document itself attached')
      .option('--as <key>', "the issuer's key: adds a signed statement for readers without a network, as a second code")
      .option('--out <file>', 'where to; absent: the number, with .pdf')
      .addOption(new Option('--language <language>', "absent: that of the issuer's country").choices(LANGUAGES))
      .action(
        reported(async (link: string, options: Printing) => {
          const { document } = await opened(link, options);
          const { about } = document;
          const statement = options.as === undefined ? undefined : await stated(options.as, document, options);
          const { out = `${about.id.replaceAll(/[^A-Za-z0-9.-]/g, '-')}.pdf` } = options;
          const language = options.language ?? languageOf(about.member);
          const { printed } = await import('../document/pdf.js');
          await writeFile(out, await printed({ document, link, language, statement }));
          const answer = { file: out, about, language, ...(statement && { statement: statement.text }) };
          said(options, answer, `${about.id} of ${about.member} is printed to ${out}`);
        }),
      ),
    `fairway document print 'https://customs.example/verify#1/…' --out certificate.pdf --language pt`,
    `fairway document print 'https://customs.example/verify#1/…' --as maria --network bconnect --member AR`,
  );

  examples(
    reading(document.command('keys <handles...>'))
      .description(
        'the keys by which officers, carriers and forwarders sign statements, to check them without a network',
      )
      .requiredOption('--out <file>', 'where to')
      .action(
        reported(async (handles: string[], options: ReadingOptions & { out: string }) => {
          const taken = await read(options, ({ session }) => takenFrom(session, handles));
          await writeFile(options.out, `${JSON.stringify(taken, null, 2)}\n`);
          said(options, taken, `${taken.keys.length} keys of ${taken.network} are in ${options.out}`);
        }),
      ),
    'fairway document keys ar-… ar-… --out keys.json --network bconnect --member UY',
  );
}

/** A statement of how the document's record stands now, by the issuer's key; only of the document that it has now. */
async function stated(as: string, document: VerifiableDocument, options: Printing) {
  const { signer } = await openSigner(as, options);
  const { network: _, ...address } = document.about;
  const { record } = await read(options, ({ session }) => session.read(address));
  const { standing } = documentStanding(address.kind, record, recordedDigestOf(document));
  if (standing !== 'current')
    throw new Refusal(
      'DOCUMENT_SUPERSEDED',
      `the document that its record has now is accepted; this one is ${standing}`,
    );
  const statement = statementOf(document.about, record, instantOf(Date.now()));
  return { text: await signStatement(statement, signer), asOf: statement.asOf };
}

async function openStatement(text: string, options: Opening): Promise<void> {
  if (options.keys === undefined)
    throw new CliFailure('USAGE', 'a statement is checked by keys that were taken before; give --keys <file>');
  const { keys, network } = check(StatementKeys, await givenObject(options.keys));
  const found = await verifyStatement(text, { keys, network });
  const { about, state, inForce, asOf, validTo } = found.statement;
  if (!inForce) process.exitCode = EXIT.notValid;
  const sentence = `${about.kind} ${about.id} of ${about.member} was ${state} as of ${minuteOf(asOf)}`;
  const more = `what came after is not known here${validTo === undefined ? '' : `; it ends on ${validTo}`}`;
  said(options, found, `${mark(inForce, sentence)}\nstated by ${found.signer}; ${more}`);
}

interface OpenedDocument {
  document: VerifiableDocument;
  checked?: CheckedDocument;
}

async function opened(given: string, options: ReadingOptions): Promise<OpenedDocument> {
  const document = await givenDocument(given, options);
  if (!namesPlace(options)) return { document };
  return { document, checked: await read(options, ({ session }) => checkedOn(session, document)) };
}

const isGood = ({ standing, inForce }: CheckedDocument): boolean => standing === 'current' && inForce;

const linkText = ({ link }: LinkedDocument): string =>
  `who has this link reads the document; give it out as the paper\n${link}`;

const STANDINGS = {
  current: 'the one that its record states',
  superseded: 'superseded by a later one',
  unknown: 'none that its record knows',
} as const;

function checkedText(checked: CheckedDocument | undefined): string {
  if (!checked) return 'not checked: no ledger is named (--network or --home); fairway verify asks any gateway';
  const { standing, state } = checked;
  return mark(isGood(checked), `this document is ${STANDINGS[standing]}; the record is ${state}`);
}

function documentText(document: VerifiableDocument): string {
  const fields = contentsOf(document, 'en').map(({ label, value }) => [LABELS[label].en.toLowerCase(), value]);
  return lines(Object.fromEntries(fields) as Record<string, string>);
}
