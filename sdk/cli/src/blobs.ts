import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { digestOf } from '@fairway/model';
import { EnvelopeNotKept, blobsAt, togetherOf, type Blobs } from '@fairway/sdk';
import type { Command } from 'commander';
import { collected } from './collected.js';
import { CliFailure } from './failure.js';
import { chosen, type PlaceOptions } from './place.js';

/** The option that says where the documents of bills are kept. */
export interface BlobsOptions extends PlaceOptions {
  blobs: string[];
}

/** Adds the option that says where the documents of bills are kept. */
export const withBlobs = (command: Command): Command =>
  command.option(
    '--blobs <place>',
    "where documents are kept: a gateway's address (…/api/blobs/) or a folder; may be repeated (FAIRWAY_BLOBS)",
    collected,
    [],
  );

/** Where the options say that documents are kept; of an embedded network, absent: in a folder beside its file. */
export function placesOfBlobs(options: BlobsOptions): string[] {
  const { FAIRWAY_BLOBS: set } = process.env;
  if (options.blobs.length > 0) return options.blobs;
  if (set) return [set];
  const choice = chosen(options);
  if ('embedded' in choice) return [`${choice.embedded}.blobs`];
  throw new CliFailure('USAGE', "say where documents are kept: --blobs <a gateway's …/api/blobs/, or a folder>");
}

/** The store at one place. */
export async function storeAt(place: string): Promise<Blobs> {
  if (/^https?:\/\//.test(place)) return blobsAt(place.endsWith('/') ? place : `${place}/`);
  const { directoryStore } = await import('@fairway/gateway');
  return directoryStore(resolve(place));
}

/** All stores that the options name, as one. */
export async function blobsOf(options: BlobsOptions): Promise<Blobs> {
  return togetherOf(await Promise.all(placesOfBlobs(options).map(storeAt)));
}

/** An act may be recorded and its blobs not be kept: then they are put into a folder, from which they can be brought back. */
export async function depositedOrSaved<T>(bill: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EnvelopeNotKept)) throw error;
    const folder = resolve(`${bill.replaceAll(/[^A-Za-z0-9-]/g, '-')}.blobs`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const saved = await storeAt(folder);
    for (const blob of error.blobs) await saved.put(blob);
    throw new CliFailure(
      'ENVELOPE_NOT_KEPT',
      `the act is recorded and its documents are not kept (${(error.cause as Error).message}); ` +
        `keep them with fairway title documents restore ${bill} --from ${folder}; they are ${error.blobs.map(digestOf).join(', ')}`,
      { cause: error },
    );
  }
}
