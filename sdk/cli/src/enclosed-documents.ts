import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { DOCUMENT_KINDS, canonical, type DocumentKind } from '@fairway/model';
import type { NewDocument } from '@fairway/sdk';
import { InvalidArgumentError } from 'commander';
import { CliFailure } from './failure.js';
import { givenObject } from './given-file.js';

/** A document as an option names it: what it is, and its file. */
export interface NamedDocument {
  kind: DocumentKind;
  file: string;
}

/** What a file's ending says of it (IANA media types); others are bytes. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
};

/** `invoice=factura.pdf`, gathered. */
export function documentNamed(given: string, before: NamedDocument[]): NamedDocument[] {
  const [kind = '', ...file] = given.split('=');
  const known = DOCUMENT_KINDS.find((one) => one === kind);
  if (!known || file.join('=') === '') {
    throw new InvalidArgumentError(
      `a kind and a file are accepted, like invoice=factura.pdf; kinds: ${DOCUMENT_KINDS.join(', ')}`,
    );
  }
  return [...before, { kind: known, file: file.join('=') }];
}

/** A file as it is sent or packed: by its own name, with the media type that its ending says. Throws `FILE_UNREADABLE`. */
export async function enclosure(file: string): Promise<Omit<NewDocument, 'kind'>> {
  const content = await readFile(file).catch((cause: unknown) => {
    throw new CliFailure('FILE_UNREADABLE', `${file} cannot be read; give a file that can be read`, { cause });
  });
  const mediaType = MEDIA_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';
  return { name: basename(file), mediaType, content: new Uint8Array(content) };
}

/** The documents that options name, as they are packed. Throws `FILE_UNREADABLE`. */
export const documentsNamed = (named: readonly NamedDocument[]): Promise<NewDocument[]> =>
  Promise.all(named.map(async ({ kind, file }) => ({ kind, ...(await enclosure(file)) })));

/** A transport document as it travels with its bill: in the canonical form whose digest the bill states. */
export async function transportDocumentIn(file: string): Promise<NewDocument> {
  const content = new TextEncoder().encode(canonical(await givenObject(file)));
  return { kind: 'transport-document', name: basename(file), mediaType: 'application/json', content };
}
