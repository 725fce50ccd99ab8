import * as z from 'zod';
import { ProgrammeType } from '../agreement/record.js';
import { parseCanonical, type Json } from '../canonical.js';
import { digestOfJson, type Digest } from '../digest.js';
import { Handle, Identifier } from '../identifiers.js';
import { Bytes32 } from '../key.js';
import { Refusal, demand } from '../refusal.js';
import { check, rule } from '../schema.js';
import { COVERAGES, OPERATOR_ROLES } from '../table/record.js';
import { text } from '../text.js';
import { CalendarDate, Instant, TimeZone } from '../time.js';
import { DocumentSubject } from './link.js';

/** The longest document, in bytes of its canonical form. */
export const MAX_DOCUMENT_TEXT = 1024 * 1024;

/** A subject of one kind of record. */
const about = (kind: string) =>
  DocumentSubject.check(
    rule<DocumentSubject>(
      (subject) => subject.kind === kind,
      'NOT_ALLOWED',
      `a record of the kind ${kind} is accepted`,
      ['kind'],
    ),
  );

/** The certificate of an Authorised Economic Operator as its holder shows it. */
export const AeoDocument = z.strictObject({
  schema: z.literal('aeo-document/1'),
  about: about('aeo'),
  /** 32 random bytes, so that nobody learns the holder by trying digests. */
  salt: Bytes32,
  madeAt: Instant,
  /** The administration's name. */
  issuer: text(140),
  holder: z.strictObject({
    handle: Handle,
    name: text(140),
    identifiers: z.array(Identifier).max(8),
    address: text(250).optional(),
  }),
  type: ProgrammeType,
  /** What the issuer's programme calls the type. */
  typeName: text(140),
  covers: z.array(z.enum(COVERAGES)).min(1),
  roles: z.array(z.enum(OPERATOR_ROLES)).min(1),
  grantedOn: CalendarDate,
  validFrom: CalendarDate,
  validTo: CalendarDate.optional(),
  reviewOn: CalendarDate.optional(),
  /** The issuer's time zone, in which the dates are meant. */
  timeZone: TimeZone,
});
export type AeoDocument = z.infer<typeof AeoDocument>;

/**
 * The copy of an electronic bill for whoever is to read and check it; it gives no right to the goods. The bill's record
 * states the digest of the transport document in it, which is DCSA's and has no place for a salt.
 */
export const TitleDocument = z.strictObject({
  schema: z.literal('title-document/1'),
  about: about('title'),
  madeAt: Instant,
  /** The carrier's or forwarder's name. */
  issuer: text(140),
  transportDocument: z.record(z.string(), z.unknown()),
});
export type TitleDocument = z.infer<typeof TitleDocument>;

/** A document that people and machines read, and whose digest is on the ledger. */
export const VerifiableDocument = z.discriminatedUnion('schema', [AeoDocument, TitleDocument]);
export type VerifiableDocument = z.infer<typeof VerifiableDocument>;

/** The kinds of record of which there are documents. */
export const DOCUMENTED_KINDS = ['aeo', 'title'] as const;

/**
 * The digest of a document that its record states (RFC 8785, SHA-256): of the whole document, or of the transport
 * document that a bill's copy holds.
 */
export function recordedDigestOf(document: VerifiableDocument): Digest {
  return digestOfJson(document.schema === 'title-document/1' ? document.transportDocument : document);
}

/**
 * Reads a document in its canonical form (RFC 8785), as it is attached to a PDF and encrypted; `subject` is the record
 * that a link names.
 *
 * Throws `DOCUMENT_OF_ANOTHER_RECORD`, `DOCUMENT_UNKNOWN_KIND`, and what canonical JSON and the shape are refused for.
 */
export function readDocument(given: Uint8Array | string, subject?: DocumentSubject): VerifiableDocument {
  const value = parseCanonical(typeof given === 'string' ? given.trim() : textOf(given), MAX_DOCUMENT_TEXT);
  const document = check(VerifiableDocument, withKnownSchema(value));
  if (subject) demandAbout(document, subject);
  return document;
}

/** Refuses a document that is about another record, or another network's; `DOCUMENT_OF_ANOTHER_RECORD`. */
export function demandAbout({ about: said }: VerifiableDocument, subject: DocumentSubject): void {
  demand(
    digestOfJson(said) === digestOfJson(subject),
    'DOCUMENT_OF_ANOTHER_RECORD',
    `a document about ${subject.kind} ${subject.id} of ${subject.member} in ${subject.network} is accepted`,
    '/about',
  );
}

function withKnownSchema(value: Json): Json {
  const schemas = VerifiableDocument.options.map(({ shape }) => shape.schema.value as string);
  const named = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  demand(
    typeof named === 'string' && schemas.includes(named),
    'DOCUMENT_UNKNOWN_KIND',
    `a document of one of these schemas is accepted: ${schemas.join(', ')}`,
    '/schema',
  );
  return value;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).trim();
  } catch {
    throw new Refusal('NOT_CANONICAL', 'canonical JSON in UTF-8 is accepted');
  }
}
