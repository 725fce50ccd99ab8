import { writeFile } from 'node:fs/promises';
import {
  DAY,
  actToSign,
  demandTimely,
  instantOf,
  toBase64url,
  type Act,
  type ActToSign,
  type Handle,
} from '@fairway/model';
import { draftOf, turnOf, type Session } from '@fairway/sdk';
import { signatureOver, type ActSigner } from '@fairway/wallets';
import type { Command } from 'commander';
import { CliFailure } from './failure.js';
import { moment } from './moment.js';
import { present } from './present.js';
import { said } from './reported.js';

/** The options by which an act is written to a file, for others to sign. */
export interface SigningLaterOptions {
  signLater?: string;
  goodUntil?: string;
  json?: boolean;
}

/** How long an act is good for that goes round to be signed, where nothing else is said: over a weekend. */
const ROUND = 3 * DAY;

/** Adds the options by which an act is written to a file, for others to sign. */
export const withSigningLater = (command: Command): Command =>
  command
    .option('--sign-later <file>', 'send nothing: write the act to this file, for fairway act; --as may be a handle')
    .option(
      '--good-until <moment>',
      'until when it can be sent, up to 7 days; absent: an hour, or 3 days in a file',
      moment,
    );

/** For how many milliseconds the act is signed; undefined: as long as is usual. */
export const validityOf = ({ signLater, goodUntil }: SigningLaterOptions): number | undefined =>
  goodUntil === undefined ? (signLater === undefined ? undefined : ROUND) : Date.parse(goodUntil) - Date.now();

/** One signature over an act, as a file has it. */
export async function signatureIn(act: Act, signing: { handle: Handle; signer: ActSigner }) {
  const { protected: header, signature } = await signatureOver(act, signing);
  return { protected: header, signature: toBase64url(signature) };
}

/** Writes the act that `work` would do to the file of `--sign-later`, with the signatures that are at hand, and says who is missing. */
export async function writeToSign(
  options: SigningLaterOptions,
  { session }: { session: Session },
  {
    actor,
    signers,
    work,
  }: {
    actor: Handle;
    signers: readonly { handle: Handle; signer: ActSigner }[];
    work: (session: Session) => Promise<void>;
  },
): Promise<void> {
  const file = options.signLater!;
  const act = await draftOf({ ...session.options, actor }, work);
  demandTimely(act, instantOf(Date.now()));
  const toSign = actToSign(act, await Promise.all(signers.map((one) => signatureIn(act, one))));
  const turn = await turnOf(session, toSign);
  await written(file, toSign, 'wx');
  const answer = { file, id: toSign.id, notAfter: act.notAfter, ...turn };
  said(options, answer, `${file} is written and nothing is sent; ${nextStep(file, turn.missing)}`);
}

/** What is to be done with a file next. */
export const nextStep = (file: string, missing: readonly Handle[]): string =>
  missing.length === 0
    ? `all have signed: fairway act send ${file}`
    : `it takes the signature of ${missing.join(', ')}`;

/** Writes an act to a file; `wx`: only where there is none. Throws `FILE_EXISTS`. */
export async function written(file: string, toSign: ActToSign, flag: 'w' | 'wx'): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(toSign, null, 2)}\n`, { flag });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new CliFailure('FILE_EXISTS', `${file} is there already; give another file`, present({ cause }));
  }
}
