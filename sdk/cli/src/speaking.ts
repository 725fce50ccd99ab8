import { Member, RandomId, check, type RecordAddress } from '@fairway/model';
import { Session, type Attesting, type Party, type SessionOptions } from '@fairway/sdk';
import { signAct } from '@fairway/wallets';
import type { Command } from 'commander';
import { collected } from './collected.js';
import { openSigner, withKeys, type KeyRingOptions } from './key-ring.js';
import { openPlace, withPlace, type PlaceOptions } from './place.js';
import { present } from './present.js';

/** The options of every command that reads from a ledger. */
export interface ReadingOptions extends PlaceOptions {
  json?: boolean;
}

/** The options of every command that acts. */
export interface ActingOptions extends ReadingOptions, KeyRingOptions {
  as: string;
  /** Keys that sign too: another one of the same firm, or of a party that an order takes. */
  with: string[];
  /** `MEMBER/ID` of the mandate to act under. */
  mandate?: string;
  /** In whose place it is done, from the party that the principal has succeeded on. */
  successorTo?: string[];
}

/** Whom a command speaks as. */
export interface Speaking {
  session: Session;
  /** The same ledger, where members are asked one by one. */
  attesting: Attesting;
  channel: string;
  /** The certificate (PEM) of the authority that certifies the peers of the member spoken through. */
  root: () => Promise<string>;
  /** The member through whose service it speaks. */
  member: string;
  /** The member that answers for what is done: the signer's, else the one spoken through. */
  home: string;
  /** The file of the projection of the member through whose service it speaks. */
  projection: string;
}

/** Adds the options of a command that reads. */
export const reading = (command: Command): Command => withPlace(command).option('--json', 'answer in JSON');

/** Adds the options of a command that acts. */
export const acting = (command: Command): Command =>
  withKeys(
    reading(command)
      .requiredOption('--as <key>', 'the stored key that signs')
      .option('--with <key>', 'a stored key that signs too, where several sign; may be repeated', collected, [])
      .option('--mandate <member/id>', 'act for the principal of this mandate')
      .option('--successor-to <handles...>', 'act in the place of a party succeeded; from one to the next, if several'),
  );

/** Runs `work` over the ledger that the options name, and closes it. */
export async function read<T>(options: ReadingOptions, work: (speaking: Speaking) => Promise<T>): Promise<T> {
  return onLedger(options, undefined, work);
}

/** Runs `work` over the ledger that the options name, signing with the key of `--as` and those of `--with`, and closes it. */
export async function act<T>(options: ActingOptions, work: (speaking: Speaking) => Promise<T>): Promise<T> {
  const { handle, sponsor, signer } = await openSigner(options.as, options);
  const signers = [{ handle, signer }];
  for (const name of options.with) signers.push(await openSigner(name, options));
  const party: Party = { handle, sign: (unsigned) => signAct(unsigned, signers) };
  const mandate = options.mandate === undefined ? undefined : mandateAt(options.mandate);
  return onLedger(options, { party, sponsor, ...present({ mandate, successorTo: options.successorTo }) }, work);
}

/** The address of a mandate that is named `MEMBER/ID`. */
export function mandateAt(name: string): RecordAddress {
  const [member = '', id = ''] = name.split('/');
  return { member: check(Member, member), kind: 'mandate', id: check(RandomId, id) };
}

/** Runs `work` over a ledger; `acts` is who acts on it, for which member. */
export async function onLedger<T>(
  options: PlaceOptions,
  acts: (Pick<SessionOptions, 'mandate' | 'successorTo'> & { party: Party; sponsor: string }) | undefined,
  work: (speaking: Speaking) => Promise<T>,
): Promise<T> {
  const place = await openPlace(options, acts?.sponsor);
  const { ledger, member, members, ...rest } = place;
  try {
    const { party, mandate, successorTo } = acts ?? {};
    const session = new Session({ ledger, members, ...present({ party, mandate, successorTo }) });
    return await work({ ...rest, session, attesting: ledger, member, home: acts?.sponsor ?? member });
  } finally {
    await place.close();
  }
}
