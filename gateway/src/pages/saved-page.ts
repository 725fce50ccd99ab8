import { Refusal, demand, digestOf, type Digest } from '@fairway/model';
import type { Carried } from './carried.js';

/** The last line's beginning and end. */
const [BEGIN, END] = ['<script type="application/json" id="carried">', '</script>\n'] as const;

/**
 * The verification page as one file that is opened from disk: the program, byte for byte as it is published (`program.html`,
 * which ends with a line's end), and a last line of data. A reader compares the program's digest without that line.
 */
export function savedPage(program: Uint8Array, carried: Carried): Uint8Array {
  const data = JSON.stringify(carried).replaceAll('<', '\\u003c');
  return Buffer.concat([program, Buffer.from(`${BEGIN}${data}${END}`)]);
}

/**
 * Takes a saved page apart: the digest of its program, to be compared with the one that members publish, and
 * what it carries, which is for `readTrustList` to judge.
 *
 * @throws Refusal `SAVED_PAGE_MALFORMED` where anything but data follows the program
 */
export function readSavedPage(page: Uint8Array): { program: Digest; carried: Carried } {
  const bytes = Buffer.from(page);
  const end = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
  const line = bytes.toString('utf8', end);
  const data = line.slice(BEGIN.length, -END.length);
  const isData = line.startsWith(BEGIN) && line.endsWith(END) && !data.includes('<');
  demand(isData, 'SAVED_PAGE_MALFORMED', 'a page is accepted whose last line is one of data');
  return { program: digestOf(bytes.subarray(0, end)), carried: carriedIn(data) };
}

function carriedIn(data: string): Carried {
  try {
    return JSON.parse(data) as Carried;
  } catch {
    throw new Refusal('SAVED_PAGE_MALFORMED', 'a page is accepted whose last line is JSON');
  }
}
