import { Handle, Member, RandomId, check, sponsorOf, type RecordAddress } from '@fairway/model';
import { Session, type Attesting, type Party, type SessionOptions } from '@fairway/sdk';
import { signAct } from '@fairway/wallets';
import type { Command } from 'commander';
import { collected } from './collected.js';
import { openSigner, withKeys, type KeyRingOptions, type Signing } from './key-ring.js';
import { openPlace, withPlace, type PlaceOptions } from './place.js';
import { present } from './present.js';
import { validityOf, withSigningLater, writeToSign, type SigningLaterOptions } from './sign-later.js';

/** The options of every command that reads from a ledger. */
export interface ReadingOptions extends PlaceOptions {
  json?: boolean;
}

/** The options of every command that acts. */
export interface ActingOptions extends ReadingOptions, KeyRingOptions, SigningLaterOptions {
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

/** Adds the options of a command that acts, at once or by a file that others sign. */
export const acting = (command: Command): Command => withSigningLater(actingAtOnce(command));

/** Adds the options of a command that acts, and does more besides, so that nobody else can finish it. */
export const actingAtOnce = (command: Command): Command =>
  withKeys(
    reading(command)
      .requiredOption('--as <key>', 'the stored key that signs')
      .option('--with <key>', 'a stored key that signs too, where several sign; may be repeated', collected, [])
      .option('--mandate <member/id>', 'act for the principal of this mandate')
      .option('--successor-to <handles...>', 'act in the place of a party succeeded; from one to the next, if several'),
  );

/** Runs `work` over the ledger that the options name, and closes it; through `through` where they name no member. */
export async function read<T>(
  options: ReadingOptions,
  work: (speaking: Speaking) => Promise<T>,
  through?: string,
): Promise<T> {
  return onLedger(options, through === undefined ? {} : { through }, work);
}

/** Runs `work` over the ledger that the options name, signing with the key of `--as` and those of `--with`, and closes it. */
export async function actAtOnce<T>(
  options: ActingOptions,
  work: (speaking: Speaking) => Promise<T>,
  through?: string,
): Promise<T> {
  const signers = await signersFor([options.as, ...options.with], options);
  const [{ handle }] = signers as [Signing, ...Signing[]];
  const party: Party = { handle, sign: (unsigned) => signAct(unsigned, signers) };
  return onLedger(options, { acts: { ...actingAs(handle, options), party }, ...present({ through }) }, work);
}

/** The same; with `--sign-later`, the act that `work` would do is written to a file instead. */
export async function act(options: ActingOptions, work: (speaking: Speaking) => Promise<void>): Promise<void> {
  if (options.signLater === undefined) return actAtOnce(options, work);
  // Who only writes an act down needs no key of the one who will sign it.
  const isPrepared = Handle.safeParse(options.as).success;
  const signers = await signersFor([...(isPrepared ? [] : [options.as]), ...options.with], options);
  const actor = isPrepared ? options.as : signers[0]!.handle;
  return onLedger(options, { acts: actingAs(actor, options) }, (speaking) =>
    writeToSign(options, speaking, { actor, signers, work: (session) => work({ ...speaking, session }) }),
  );
}

async function signersFor(names: readonly string[], options: KeyRingOptions): Promise<Signing[]> {
  const signers: Signing[] = [];
  for (const name of names) signers.push(await openSigner(name, options));
  return signers;
}

const actingAs = (handle: Handle, options: ActingOptions) => ({
  sponsor: sponsorOf(handle),
  ...present({ successorTo: options.successorTo, validity: validityOf(options) }),
  ...(options.mandate === undefined ? {} : { mandate: mandateAt(options.mandate) }),
});

/** The address of a mandate that is named `MEMBER/ID`. */
export function mandateAt(name: string): RecordAddress {
  const [member = '', id = ''] = name.split('/');
  return { member: check(Member, member), kind: 'mandate', id: check(RandomId, id) };
}

/** Runs `work` over a ledger; `acts` is who acts on it, for which member, and `through` the member where none is named. */
export async function onLedger<T>(
  options: PlaceOptions,
  {
    acts,
    through,
  }: {
    acts?: Pick<SessionOptions, 'mandate' | 'successorTo' | 'validity' | 'party'> & { sponsor: string };
    through?: string;
  },
  work: (speaking: Speaking) => Promise<T>,
): Promise<T> {
  const place = await openPlace(options, acts?.sponsor, through);
  const { ledger, member, members, ...rest } = place;
  try {
    const { sponsor = member, ...session } = acts ?? {};
    const speaking = { ...rest, session: new Session({ ledger, members, ...session }), attesting: ledger };
    return await work({ ...speaking, member, home: sponsor });
  } finally {
    await place.close();
  }
}
