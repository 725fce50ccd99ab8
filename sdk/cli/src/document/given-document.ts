import { readFile } from 'node:fs/promises';
import { parseLink, readDocument, type VerifiableDocument } from '@fairway/model/document';
import { attachedDocument, openDocument } from '@fairway/sdk';
import { CliFailure } from '../failure.js';
import { read, type ReadingOptions } from '../speaking.js';
import { namesPlace, withDocuments } from './kept-documents.js';

/** Whether an argument is a link, and no file. */
export const isLink = (given: string): boolean => /^https?:\/\//.test(given.trim());

/**
 * A document from its link, by way of the gateway that serves its page or of the embedded network at hand; else from a PDF
 * or JSON file. Throws `FILE_UNREADABLE`, and what opening and reading documents throws.
 */
export async function givenDocument(given: string, options: ReadingOptions): Promise<VerifiableDocument> {
  if (!isLink(given)) return documentIn(await bytesOf(given));
  if (!namesPlace(options)) return (await openDocument(given)).document;
  const { about, page } = parseLink(given);
  return read(options, ({ session }) =>
    withDocuments(options, { session, member: about.member, page }, async (documents) => {
      const { document } = await openDocument(given, { documents });
      return document;
    }),
  );
}

/** The document in a PDF or JSON file's bytes. */
export const documentIn = (bytes: Uint8Array): Promise<VerifiableDocument> | VerifiableDocument =>
  isPdf(bytes) ? attachedDocument(bytes) : readDocument(bytes);

export const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';

/** A file's bytes. Throws `FILE_UNREADABLE`. */
export async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw new CliFailure('FILE_UNREADABLE', `${file} cannot be read; give a link, or a PDF or JSON file`, { cause });
  }
}
