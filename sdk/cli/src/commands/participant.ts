import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  PrivateIdentity,
  check,
  instantOf,
  newHandle,
  standingAt,
  type AmendArgs,
  type Participant,
  type PublicJwk,
  type RegisterArgs,
} from '@fairway/model';
import { Participants, PrivateNotKept, type NewPrivateIdentity } from '@fairway/sdk';
import type { Command } from 'commander';
import { CliFailure } from '../failure.js';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { givenObject } from '../given-file.js';
import { keyRing, type KeyRing } from '../key-ring.js';
import { present } from '../present.js';
import { profileOf, publicKeyIn, withProfile, withTerm, type ProfileOptions } from '../registration.js';
import { reported, said } from '../reported.js';
import { act, acting, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines, table } from '../table.js';

interface KeyOptions {
  key: string[];
  storedKey: string[];
}
type Term = { from?: string; to?: string };
type RegisterOptions = ActingOptions & ProfileOptions & KeyOptions & Term & { file?: string; handle?: string };
type AmendOptions = ActingOptions & ProfileOptions & { file?: string; reason: string };
type ReasonOptions = ActingOptions & { reason: string };

const collected = (value: string, before: string[]): string[] => [...before, value];

const withNewKeys = (command: Command): Command =>
  command
    .option('--key <file>', 'a public key: a JWK, or what key show --json answers', collected, [])
    .option('--stored-key <name>', 'a key of the own store, which notes the handle beside it', collected, []);

/** Adds `participant …`: parties and officers that members sponsor. */
export function addParticipantCommands(participant: Command): void {
  const on = (usage: string, description: string) => participant.command(usage).description(description);

  examples(
    withTerm(withNewKeys(withProfile(acting(on('register', 'register a party or an officer, as registrar')))))
      .option('--handle <handle>', 'its handle; absent: a new random one')
      .action(reported(register)),
    'fairway participant register --as registrar --role aeo-officer --office "Programa OEA" --name "M. Paz" \\\n' +
      '      --due-diligence EXP-1 --checked-on 2026-01-15 --stored-key maria',
    'fairway participant register --as registrar --file trader.yaml --key trader.json',
  ).addHelpText(
    'after',
    `
trader.yaml:
  roles: [trader]
  dueDiligence: { reference: EXP-2026-0001, on: 2026-01-15 }
  private:
    name: Frigorífico del Litoral SA
    identifiers: [{ scheme: TIN, value: AR30500000001 }]`,
  );

  examples(
    withProfile(acting(on('amend <handle>', 'replace the whole of a profile, as registrar')))
      .requiredOption('--reason <text>', 'why')
      .action(reported(amend)),
    'fairway participant amend ar-… --as registrar --file trader.yaml --reason "new address"',
  );

  for (const [name, description, past] of [
    ['suspend', 'bar a party from new undertakings, as registrar', 'suspended'],
    ['reinstate', 'end a suspension, as registrar', 'active again'],
    ['close', 'close a participant for good, as registrar', 'closed'],
  ] as const) {
    examples(
      acting(on(`${name} <handle>`, description))
        .requiredOption('--reason <text>', 'why')
        .action(
          reported(async (handle: string, options: ReasonOptions) =>
            act(options, async ({ session }) => {
              const receipt = await new Participants(session)[name](handle, options.reason);
              done(options, receipt, `${handle} is ${past}`, { handle });
            }),
          ),
        ),
      `fairway participant ${name} ar-… --as registrar --reason "EXP-2026-0007"`,
    );
  }

  examples(
    withTerm(
      withNewKeys(acting(on('add-key <handle>', 'add a key, by one that the party has or as registrar'))),
    ).action(
      reported(async (handle: string, options: ActingOptions & KeyOptions & Term) => {
        const ring = keyRing(options);
        const [jwk, ...others] = await newKeys(options, ring);
        if (!jwk || others.length > 0) throw new CliFailure('USAGE', 'give one key, by --key or --stored-key');
        await act(options, async ({ session }) => {
          const receipt = await new Participants(session).addKey(handle, { jwk, ...termOf(options) });
          for (const name of options.storedKey) await ring.setHandle(name, handle);
          done(options, receipt, `${handle} has a new key`, { handle });
        });
      }),
    ),
    'fairway participant add-key ar-… --as maria --stored-key maria-2027',
  );

  examples(
    acting(on('retire-key <handle> <thumbprint>', 'retire a key, by one that the party has or as registrar'))
      .requiredOption('--reason <text>', 'why')
      .action(
        reported(async (handle: string, thumbprint: string, options: ReasonOptions) =>
          act(options, async ({ session }) => {
            const { reason } = options;
            const receipt = await new Participants(session).retireKey(handle, { thumbprint, reason });
            done(options, receipt, `key ${thumbprint} of ${handle} is retired`, { handle, thumbprint });
          }),
        ),
      ),
    'fairway participant retire-key ar-… Zv3…k --as maria --reason "telephone lost"',
  );

  examples(
    reading(on('show <handle>', 'the public record, as its signed acts make it')).action(
      reported(async (handle: string, options: ReadingOptions) => {
        const found = await read(options, ({ session }) => new Participants(session).get(handle));
        said(options, found, participantText(found));
      }),
    ),
    'fairway participant show ar-…',
  );

  examples(
    reading(on('show-private <handle>', "name and identifiers, for the sponsor's own service")).action(
      reported(async (handle: string, options: ReadingOptions) => {
        const found = await read(options, ({ session }) => new Participants(session).getPrivate(handle));
        if (!found) throw new CliFailure('PRIVATE_NOT_KEPT', `no private identity of ${handle} is kept`);
        const { name, address, contact } = found;
        said(options, found, lines({ name, identifiers: identifiersText(found), address, contact }));
      }),
    ),
    'fairway participant show-private ar-… --embedded customs.db --member AR',
  );

  examples(
    reading(on('keep-private <handle>', 'keep the private identity that a registration could not'))
      .requiredOption('--file <file>', 'the private identity as that registration left it, salt included')
      .action(
        reported(async (handle: string, options: ReadingOptions & { file: string }) => {
          const identity = check(PrivateIdentity, await givenObject(options.file));
          await read(options, ({ session }) => new Participants(session).keepPrivate(handle, identity));
          said(options, { handle }, `the private identity of ${handle} is kept`);
        }),
      ),
    'fairway participant keep-private ar-… --file ar-….private.json',
  );
}

async function register(options: RegisterOptions): Promise<void> {
  const ring = keyRing(options);
  const content = options.file === undefined ? {} : await givenObject(options.file);
  const { args, identity } = profileOf(options, content);
  const keys = (await newKeys(options, ring)).map((jwk) => ({ jwk, ...termOf(options) }));
  const complete = { ...args, ...(keys.length > 0 ? { keys } : {}) } as unknown as RegisterArgs;
  await act(options, async ({ session, home }) => {
    const handle = options.handle ?? newHandle(home);
    const { receipt } = await keptOrWritten(() =>
      new Participants(session).register(home, complete, identity as NewPrivateIdentity | undefined, handle),
    );
    for (const name of options.storedKey) await ring.setHandle(name, handle);
    done(options, receipt, `${handle} is registered`, { handle });
  });
}

async function amend(handle: string, options: AmendOptions): Promise<void> {
  const content = options.file === undefined ? {} : await givenObject(options.file);
  const { args, identity } = profileOf(options, content);
  const complete = { ...args, reason: options.reason } as unknown as AmendArgs;
  await act(options, async ({ session }) => {
    const receipt = await keptOrWritten(() =>
      new Participants(session).amend(handle, complete, identity as NewPrivateIdentity | undefined),
    );
    done(options, receipt, `${handle} is amended`, { handle });
  });
}

/** The public part may be recorded and the private one not: then it is written to a file, to be kept later. */
async function keptOrWritten<T>(work: () => Promise<T>): Promise<T> {
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

async function newKeys({ key, storedKey }: KeyOptions, ring: KeyRing): Promise<PublicJwk[]> {
  const given = await Promise.all(key.map(publicKeyIn));
  const stored = await Promise.all(storedKey.map((name) => ring.find(name)));
  return [...given, ...stored.map(({ publicKey }) => publicKey)];
}

const termOf = ({ from, to }: Term) => present({ from, to });

function participantText(participant: Participant): string {
  const { handle, sponsor, office, status, keys } = participant;
  const standing = standingAt(status, instantOf(Date.now()));
  const facts = lines({
    handle,
    sponsor,
    state: standing?.state ?? 'not yet registered',
    roles: standing?.roles.join(', '),
    office,
    name: participant.public?.name,
    identifiers: participant.public && identifiersText(participant.public),
    licence: standing?.licence && `${standing.licence.reference} until ${standing.licence.validTo}`,
    insurance: standing?.insurance && `${standing.insurance.reference} until ${standing.insurance.validTo}`,
    'checked on': participant.dueDiligence && `${participant.dueDiligence.on} (${participant.dueDiligence.reference})`,
  });
  const states = table(
    ['state', 'from', 'reason'],
    status.states.map(({ state, from, reason }) => [state, from, reason]),
  );
  const rows = Object.entries(keys).map(([thumbprint, { from, to }]) => [thumbprint, from, to]);
  return [facts, states, table(['key', 'may sign from', 'to'], rows)].join('\n');
}

const identifiersText = ({ identifiers }: { identifiers: { scheme: string; value: string }[] }): string =>
  identifiers.map(({ scheme, value }) => `${scheme} ${value}`).join(', ');
