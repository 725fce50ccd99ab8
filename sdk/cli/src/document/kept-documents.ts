import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { documentsBeside, type SealedDocuments, type Session } from '@fairway/sdk';
import { chosen, type PlaceOptions } from '../place.js';

/** Whether the options, or the environment, name a ledger. */
export const namesPlace = ({ home, network, embedded }: PlaceOptions): boolean => {
  const { FAIRWAY_HOME, FAIRWAY_EMBEDDED } = process.env;
  return [home, network, embedded, FAIRWAY_HOME, FAIRWAY_EMBEDDED].some((one) => one !== undefined && one !== '');
};

/**
 * Runs `work` with the encrypted documents of a member: those of the gateway that serves the page; of a network that is
 * embedded in a file, in a folder beside it.
 */
export async function withDocuments<T>(
  options: PlaceOptions,
  { session, member, page }: { session: Session; member: string; page: string },
  work: (documents: SealedDocuments) => Promise<T>,
): Promise<T> {
  const choice = chosen(options);
  if (!('embedded' in choice)) return work(documentsBeside(page));
  const { DocumentKeeper, directoryStore } = await import('@fairway/gateway');
  const folder = `${resolve(choice.embedded)}.${member.toLowerCase()}.documents`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const blobs = directoryStore(join(folder, 'blobs'));
  const keeper = new DocumentKeeper({ session, member, blobs, index: join(folder, 'index.db') });
  try {
    return await work(keeper);
  } finally {
    keeper.close();
  }
}
