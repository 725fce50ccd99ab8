import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DocumentNotKept } from '@fairway/sdk';
import { CliFailure } from '../failure.js';

/** A digest may be recorded and its document not kept: then document and link are written to a file, to be kept later. */
export async function documentKeptOrWritten<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DocumentNotKept)) throw error;
    const { linked, cause } = error;
    const file = resolve(`${linked.document.about.id.replaceAll(/[^A-Za-z0-9.-]/g, '-')}.linked.json`);
    await writeFile(file, JSON.stringify(linked), { mode: 0o600 });
    throw new CliFailure(
      'DOCUMENT_NOT_KEPT',
      `the digest is recorded and the document is not kept (${(cause as Error).message}); ` +
        `keep it with fairway document keep ${file}`,
      { cause: error },
    );
  }
}
