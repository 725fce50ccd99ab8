import { demand } from '@fairway/model';
import { isStatement } from '@fairway/model/document';
import { subjectByLink, subjectInJson, subjectOfDocument, type Given } from './subject.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * What a chosen file is about: the JSON attached inside a PDF, JSON by itself, or the code in a picture.
 * Nothing of it leaves the device.
 */
export async function subjectInFile(file: File, network: string): Promise<Given> {
  demand(file.size <= MAX_BYTES, 'FILE_TOO_LARGE', `files of up to ${MAX_BYTES} bytes are accepted`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (startsWith(bytes, '%PDF-')) {
    const { attachedDocument } = await import('./pdf.ts');
    return subjectOfDocument(await attachedDocument(bytes), network);
  }
  if (file.type.startsWith('image/')) {
    const { textInPicture } = await import('./qr.ts');
    const code = await textInPicture(file);
    demand(code !== undefined, 'QR_NOT_FOUND', 'a picture with one QR code is accepted');
    return isStatement(code.trim()) ? { statement: code.trim() } : subjectByLink(code, network);
  }
  return subjectInJson(new TextDecoder().decode(bytes), network);
}

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  [...text].every((letter, index) => bytes[index] === letter.charCodeAt(0));
