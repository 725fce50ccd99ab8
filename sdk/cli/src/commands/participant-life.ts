import { EncryptionJwk, SetAcceptanceArgs, check, instantOf } from '@fairway/model';
import { Participants } from '@fairway/sdk';
import { WalletError } from '@fairway/wallets';
import type { Command } from 'commander';
import { actingOn } from '../acting-on.js';
import { collected } from '../collected.js';
import { examples } from '../examples.js';
import { CliFailure } from '../failure.js';
import { givenObject } from '../given-file.js';
import { keptOrWritten } from '../kept-or-written.js';
import { keyRing, type KeyRingOptions } from '../key-ring.js';
import { date, moment } from '../moment.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { acting, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';

/** Adds the commands of `participant …` on what happens to a party in the course of years. */
export function addParticipantLifeCommands(participant: Command): void {
  const on = (usage: string, description: string) => participant.command(usage).description(description);

  for (const [name, description, past] of [
    ['freeze', "stop all that a party may do, by an authority's order, as registrar", 'is frozen'],
    ['release', 'lift such an order', 'stands again as it did before'],
  ] as const) {
    examples(
      actingOn(
        acting(on(`${name} <handle>`, description))
          .requiredOption('--order <reference>', 'the order')
          .option('--reason <text>', 'why'),
        past,
        (registry, handle, { order, reason }: { order: string; reason?: string }) =>
          registry[name](handle, { order, ...present({ reason }) }),
      ),
      `fairway participant ${name} ar-… --as registrar --order "JF 3/2026"`,
    );
  }

  examples(
    actingOn(
      acting(on('rename <handle>', 'give a party another name, as registrar; the old one stays on the record'))
        .requiredOption('--name <name>', 'the new name; public only where the old one is')
        .requiredOption('--deed <reference>', "the company register's reference")
        .requiredOption('--on <date>', 'the first day of the new name', date),
      'has another name',
      (registry, handle, { name, deed, on: day }: { name: string; deed: string; on: string }) =>
        keptOrWritten(() => registry.rename(handle, name, { deed, on: day })),
    ),
    'fairway participant rename ar-… --as registrar --name "Litoral Carnes SA" --deed "IGJ 17/2026" --on 2026-03-01',
  );

  examples(
    actingOn(
      acting(on('succeed <handle>', 'pass everything to a successor, as registrar of the predecessor'))
        .requiredOption('--successor <handle>', 'to whom, of whichever member')
        .requiredOption('--deed <reference>', 'the deed: a merger, an insolvency, a law')
        .option('--from <moment>', 'when; absent: from the recording on', moment),
      'is succeeded once the sponsor of its successor accepts',
      (registry, handle, { successor, deed, from }: { successor: string; deed: string; from?: string }) =>
        registry.succeed(handle, { successor, deed, ...present({ from }) }),
    ),
    'fairway participant succeed ar-… --as registrar --successor br-… --deed "FUSION 4/2026"',
  );

  examples(
    actingOn(
      acting(on('accept-succession <handle>', 'accept what passes to a party, as registrar of the successor'))
        .requiredOption('--predecessor <handle>', 'from whom')
        .requiredOption('--deed <reference>', 'the same deed'),
      'succeeds',
      (registry, handle, { predecessor, deed }: { predecessor: string; deed: string }) =>
        registry.acceptSuccession(handle, { predecessor, deed }),
    ),
    'fairway participant accept-succession br-… --as registrador --predecessor ar-… --deed "FUSION 4/2026"',
  );

  examples(
    actingOn(
      acting(
        on('call-off-succession <handle>', 'call off a deed that was not accepted, as registrar of the predecessor'),
      )
        .requiredOption('--successor <handle>', 'in whose favour it is')
        .requiredOption('--deed <reference>', 'the deed')
        .requiredOption('--reason <text>', 'why'),
      'stands again as it did before the deed',
      (registry, handle, { successor, deed, reason }: { successor: string; deed: string; reason: string }) =>
        registry.callOffSuccession(handle, { successor, deed, reason }),
    ),
    'fairway participant call-off-succession ar-… --as registrar --successor br-… --deed "FUSION 4/2026" --reason "Fusión sin efecto"',
  );

  examples(
    actingOn(
      acting(
        on('set-acceptance <handle>', 'say what of titles one accepts ahead, so that it passes at once; none: nothing'),
      )
        .option('--accept <what>', 'holdership, title or both; may be repeated', collected, [])
        .option('--from <handle>', 'from whom; may be repeated; absent: from anyone', collected, [])
        .option('--file <file>', 'or all of it, in YAML or JSON: different parts from different parties'),
      'accepts ahead as told',
      async (registry, handle, options: { accept: string[]; from: string[]; file?: string }) => {
        const { accept, from, file } = options;
        const given = accept.length > 0 || from.length > 0;
        if (file !== undefined && given) throw new CliFailure('USAGE', 'give --file, or --accept with --from');
        const accepted = given ? [{ what: accept, ...(from.length > 0 ? { from } : {}) }] : [];
        const args = file === undefined ? { accepts: accepted } : await givenObject(file);
        return registry.setAcceptance(handle, check(SetAcceptanceArgs, args));
      },
    ),
    'fairway participant set-acceptance uy-… --as banco --accept holdership --from ar-…',
    'fairway participant set-acceptance uy-… --as banco      # nothing ahead any more',
  ).addHelpText(
    'after',
    `
acceptance.yaml:
  accepts:
    - { what: [holdership], from: [ar-…, br-…] }
    - { what: [both], from: [uy-…] }`,
  );

  examples(
    actingOn(
      acting(
        on('set-encryption-key <handle>', 'say by which key one is written to; earlier ones stay on the record'),
      ).requiredOption('--stored-key <name>', 'a key of the own store, made with key make --encryption'),
      'is written to by this key',
      async (registry, handle, options: ActingOptions & { storedKey: string }) =>
        registry.setEncryptionKey(handle, await encryptionJwk(options.storedKey, options)),
    ),
    'fairway participant set-encryption-key uy-… --as banco --stored-key banco-2026',
  );

  examples(
    reading(on('successor <handle>', 'who stands in its place'))
      .option('--at <moment>', 'at this moment; absent: now', moment)
      .action(
        reported(async (handle: string, options: ReadingOptions & { at?: string }) => {
          const at = options.at ?? instantOf(Date.now());
          const successor = await read(options, ({ session }) => new Participants(session).successor(handle, at));
          said(options, { handle, at, successor }, successor);
        }),
      ),
    'fairway participant successor ar-… --at 2026-03-01T00:00-03:00',
  );
}

/** The public part of a stored encryption key. Throws `KEY_NOT_FOUND`. */
async function encryptionJwk(name: string, options: KeyRingOptions): Promise<EncryptionJwk> {
  const key = (await keyRing(options).encryption.list()).find((one) => one.name === name);
  if (!key || key.damaged) {
    const sentence = `there is no whole encryption key named ${name} in ${options.keys}; key make --encryption makes one`;
    throw new WalletError('KEY_NOT_FOUND', sentence);
  }
  return check(EncryptionJwk, key.publicKey);
}
