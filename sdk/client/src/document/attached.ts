import { Refusal, digestOfJson } from '@fairway/model';
import { MAX_DOCUMENT_TEXT, readDocument, type VerifiableDocument } from '@fairway/model/document';

/** The largest PDF that is looked into, in bytes. */
export const MAX_PDF_BYTES = 16 * 1024 * 1024;

/** The most attachments that are looked at. */
const MOST = 16;

/**
 * The document that is attached to a PDF (ISO 32000, 7.11.4): a file's stream never stands inside another object, so it
 * is found in whatever way the rest was written. What it says is checked by its digest, as if it had come by itself.
 *
 * Throws `TOO_LARGE`, `NOT_A_PDF`, `DOCUMENT_NOT_ATTACHED`, `DOCUMENT_AMBIGUOUS`, and what reading a document throws.
 */
export async function attachedDocument(pdf: Uint8Array): Promise<VerifiableDocument> {
  if (pdf.length > MAX_PDF_BYTES) throw new Refusal('TOO_LARGE', `a PDF of at most ${MAX_PDF_BYTES} bytes is accepted`);
  // One character a byte, so that places in the text are places in the file.
  const text = new TextDecoder('latin1').decode(pdf);
  if (!text.startsWith('%PDF-')) throw new Refusal('NOT_A_PDF', 'a PDF file is accepted');
  const found: VerifiableDocument[] = [];
  let refusal: Refusal | undefined;
  for (const content of await attachmentsIn(pdf, text)) {
    try {
      found.push(readDocument(content));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal ??= error;
    }
  }
  const [document] = found;
  if (!document)
    throw (
      refusal ?? new Refusal('DOCUMENT_NOT_ATTACHED', 'a PDF that fairway document print has made, with its attachment')
    );
  if (new Set(found.map(digestOfJson)).size > 1)
    throw new Refusal('DOCUMENT_AMBIGUOUS', 'a PDF with one document attached is accepted; this one has several');
  return document;
}

/** The type of an embedded file's dictionary; the names `EmbeddedFiles` in a catalogue is another. */
const EMBEDDED = /\/EmbeddedFile(?![A-Za-z])/;
const STREAM = /stream\r?\n/g;

/** Characters of a stream's dictionary; those that `fairway document print` writes take some hundred. */
const LONGEST_DICTIONARY = 4096;

/** What is attached: all streams are passed once, one after another, so that no file takes longer than its length asks for. */
async function attachmentsIn(pdf: Uint8Array, text: string): Promise<Uint8Array[]> {
  const contents: Uint8Array[] = [];
  let seen = 0;
  let after = 0;
  for (const { index, 0: word } of text.matchAll(STREAM)) {
    const before = text.slice(Math.max(after, index - LONGEST_DICTIONARY), index);
    after = index + word.length;
    const begin = before.lastIndexOf('obj');
    const dictionary = before.slice(begin).replaceAll(/\s+/g, ' ');
    if (begin < 0 || !EMBEDDED.test(dictionary)) continue;
    if (seen++ === MOST) break;
    const bytes = pdf.slice(after, after + lengthOf(dictionary, text, after));
    const content = /\/Filter ?\[? ?\/FlateDecode\b/.test(dictionary) ? await inflated(bytes) : bytes;
    if (content) contents.push(content);
  }
  return contents;
}

/** A stream's length: in its dictionary, in an object that this names, or up to its end without the line break. */
function lengthOf(dictionary: string, text: string, from: number): number {
  const [, length, isNamed] = /\/Length ([0-9]{1,10})( [0-9]+ R\b)?/.exec(dictionary) ?? [];
  if (length !== undefined && isNamed === undefined) return Number(length);
  const named =
    length === undefined ? undefined : new RegExp(`\\b${length}\\s+[0-9]+\\s+obj\\s+([0-9]{1,10})`).exec(text)?.[1];
  if (named !== undefined) return Number(named);
  const to = text.indexOf('endstream', from);
  return text.slice(from, Math.max(from, to)).replace(/\r?\n$|\r$/, '').length;
}

/** The whole of what was compressed, up to the longest document; undefined where it is longer, or no such bytes. */
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array | undefined> {
  const opened: ReadableStream<Uint8Array> = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  const reader = opened.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parts.push(read.value);
      length += read.value.length;
      if (length > MAX_DOCUMENT_TEXT) return undefined;
    }
  } catch {
    return undefined;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  const content = new Uint8Array(length);
  parts.reduce((place, part) => (content.set(part, place), place + part.length), 0);
  return content;
}
