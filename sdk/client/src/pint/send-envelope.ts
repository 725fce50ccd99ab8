import { Refusal, check, demand } from '@fairway/model';
import {
  EnvelopeManifest,
  TransferFinished,
  TransferStarted,
  announcedIn,
  checksumOf,
  checksumOfJson,
  readCompact,
  receiveDocument,
  verifiedPayload,
  type Envelope,
  type KnownKey,
  type ResponseCode,
} from '@fairway/model/dcsa';
import { askingPlatform, oneLine, type Answer, type AskingOptions } from './asking.js';
import { NoSignedAnswer } from './no-signed-answer.js';

/** A platform to which envelopes are sent, and how it is asked. */
export interface ReceivingPlatform extends AskingOptions {
  /** Its code, by which `keys` are known for its own. */
  code: string;
  /** Where it serves PINT, as `https://pint.platform.example/`: what is asked stands below it, as `v3/envelopes`. */
  address: string | URL;
  /** The keys by which its answers are known, pinned or by `keysInJwks`; those of others among them do no harm. */
  keys: readonly KnownKey[];
}

/**
 * How a platform answers an envelope, signed and about this very envelope: accepted (RECE, DUPE), rejected (BENV, BSIG),
 * disputed (DISE), or open still (INCD, MDOC). With `none` nothing is known: it may have accepted, or not.
 */
export type SentEnvelope =
  | {
      answer: ResponseCode;
      /** What the platform signed. */
      response: string;
      finished: TransferFinished;
      /** What it says of the answer, as people may be shown it. */
      reason?: string;
    }
  | { answer: 'none'; why: NoSignedAnswer };

type Signed = Exclude<SentEnvelope, { answer: 'none' }>;

/** How often a transfer is begun anew that the platform has forgotten, and missing documents are sent. */
const TIMES = 2;

/**
 * Sends an envelope to another platform (DCSA PINT 3.0.0): starts the transfer, sends the documents that are missing
 * there, finishes. The same envelope may be sent as often as one likes: what was accepted is answered DUPE.
 *
 * `documents` are those that the manifest announces, by their checksums. Throws `DOCUMENT_MISSING` and
 * `DOCUMENT_DIFFERS`, where one is not there as announced, and `URL_NOT_ALLOWED`, before anything is sent.
 *
 * @example
 * const keys = keysInJwks(JSON.parse(await readFile('bole.jwks.json', 'utf8')), 'BOLE');
 * const platform = { code: 'BOLE', address: 'https://pint.platform.example/', keys };
 * const sent = await sendEnvelope(envelope, new Map([[checksumOf(pdf), pdf]]), platform);
 */
export async function sendEnvelope(
  envelope: Envelope,
  documents: ReadonlyMap<string, Uint8Array>,
  platform: ReceivingPlatform,
): Promise<SentEnvelope> {
  demandDocuments(envelope, documents);
  const ask = askingPlatform(platform.address, platform);
  const last = checksumOf(envelope.envelopeTransferChain.at(-1)!);

  const transferred = async (): Promise<Signed> => {
    const { status, body } = await ask('POST', 'envelopes', envelope);
    if (typeof body === 'string') {
      const signed = await signedAnswer(body, last, platform);
      if (signed.answer === 'INCD' || signed.answer === 'MDOC') throw broken(`${signed.answer} answers no start`);
      return signed;
    }
    if (status !== 201) throw broken(`${status} answers no start without a signature`);
    const started = startedBy(body, envelope, last);
    const reference = referenceIn(started);
    let missing = started.missingAdditionalDocumentChecksums;
    for (let time = 1; ; time++) {
      for (const checksum of new Set(missing)) {
        const bytes = documents.get(checksum);
        if (!bytes) throw broken('it misses a document that the envelope does not announce');
        const path = `envelopes/${reference}/additional-documents/${checksum}`;
        const answer = await ask('PUT', path, base64Of(bytes));
        if (typeof answer.body === 'string') return signedAnswer(answer.body, last, platform);
      }
      const finished = await signedAnswer(
        (await ask('PUT', `envelopes/${reference}/finish-transfer`)).body,
        last,
        platform,
      );
      if (finished.answer !== 'MDOC' || time === TIMES) return finished;
      missing = finished.finished.missingAdditionalDocumentChecksums ?? [];
    }
  };

  for (let time = 1; ; time++) {
    try {
      return await transferred();
    } catch (why) {
      if (!(why instanceof NoSignedAnswer)) throw why;
      // The platform knows the reference no more that it gave.
      if (why.status !== 404 || time === TIMES) return { answer: 'none', why };
    }
  }
}

/** Throws `DOCUMENT_MISSING` or `DOCUMENT_DIFFERS` where a document is not there as the envelope's manifest announces it. */
export function demandDocuments(envelope: Envelope, documents: ReadonlyMap<string, Uint8Array>): void {
  const manifest = check(EnvelopeManifest, readCompact(envelope.envelopeManifestSignedContent).payload);
  for (const { name, documentChecksum: checksum } of announcedIn(manifest)) {
    const bytes = documents.get(checksum);
    demand(bytes !== undefined, 'DOCUMENT_MISSING', `the document ${checksum} is needed, ${encodeURIComponent(name)}`);
    const wrong = receiveDocument({ manifest, chain: { checksums: [''] } }, checksum, bytes);
    demand(wrong === undefined, 'DOCUMENT_DIFFERS', `${wrong?.reason}: ${encodeURIComponent(name)}`);
  }
}

/** What a platform signed about an envelope, by the checksum of its last entry. */
async function signedAnswer(given: Answer['body'], last: string, { code, keys }: ReceivingPlatform): Promise<Signed> {
  if (typeof given !== 'string') throw broken('it ends no transfer without a signature');
  let finished: TransferFinished;
  try {
    finished = check(TransferFinished, await verifiedPayload(given, code, keys));
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    throw new NoSignedAnswer('ANSWER_NOT_SIGNED', `its answer is not accepted: ${cause.message}`, { cause });
  }
  const { responseCode, lastEnvelopeTransferChainEntrySignedContentChecksum: about } = finished;
  const { duplicateOfAcceptedEnvelopeTransferChainEntrySignedContent: before } = finished;
  // By another entry the bill would stand there on a chain that is not the ledger's.
  if (about !== last || (responseCode === 'DUPE' && before !== undefined && checksumOf(before) !== last))
    throw new NoSignedAnswer('ANSWER_OF_ANOTHER', `its answer is about an envelope that does not end in ${last}`);
  const { reason } = finished;
  return { answer: responseCode, response: given, finished, ...(reason !== undefined && { reason: oneLine(reason) }) };
}

function startedBy(body: unknown, { transportDocument }: Envelope, last: string): TransferStarted {
  const started = TransferStarted.safeParse(body).data;
  if (!started) throw broken('it says neither that a transfer is started nor how one ended');
  if (
    started.lastEnvelopeTransferChainEntrySignedContentChecksum !== last ||
    started.transportDocumentChecksum !== checksumOfJson(transportDocument)
  )
    throw new NoSignedAnswer('ANSWER_OF_ANOTHER', 'it has started the transfer of another envelope');
  return started;
}

/** A reference as it stands in a path, from which it must not lead elsewhere. */
function referenceIn({ envelopeReference }: TransferStarted): string {
  if (['', '.', '..'].includes(envelopeReference)) throw broken('its reference names no envelope');
  return encodeURIComponent(envelopeReference);
}

/** By parts, as a call takes so many arguments only. */
function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

const broken = (why: string): NoSignedAnswer =>
  new NoSignedAnswer('ANSWER_BROKEN', `what the platform answers is none of PINT's answers: ${why}`);
