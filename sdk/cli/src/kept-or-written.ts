import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PrivateNotKept } from '@fairway/sdk';
import { CliFailure } from './failure.js';

/** The public part may be recorded and the private one not: then it is written to a file, to be kept later. */
export async function keptOrWritten<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PrivateNotKept)) throw error;
    const file = resolve(`${error.handle}.private.json`);
    await writeFile(file, JSON.stringify(error.identity), { mode: 0o600 });
    throw new CliFailure(
      'PRIVATE_NOT_KEPT',
      `${error.handle} is recorded and its private identity is not (${(error.cause as Error).message}); ` +
        `keep it with fairway participant keep-private ${error.handle} --file ${file}`,
      { cause: error },
    );
  }
}
