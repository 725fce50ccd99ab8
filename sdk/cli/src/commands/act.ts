import { rename } from 'node:fs/promises';
import { readActToSign, sponsorOf, type ActToSign } from '@fairway/model';
import { addSignature, gatheredSignatures, sendSigned, turnOf, type Session, type Turn } from '@fairway/sdk';
import type { Command } from 'commander';
import { factsOf, handlesIn, sentenceOf } from '../act-words.js';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { givenObject } from '../given-file.js';
import { openSigner, withKeys, type KeyRingOptions } from '../key-ring.js';
import { publicNames } from '../public-names.js';
import { reported, said } from '../reported.js';
import { nextStep, signatureIn, written } from '../sign-later.js';
import { onLedger, read, reading, type ReadingOptions } from '../speaking.js';
import { lines, mark, table } from '../table.js';

/** Adds `act …`: acts in files, which several sign at their own places one after another. */
export function addActCommands(group: Command): void {
  const on = (usage: string, description: string) => reading(group.command(usage).description(description));

  examples(
    on('show <file>', 'what would be signed, who has signed, and whether it can still be done').action(
      reported(async (file: string, options: ReadingOptions) => {
        const toSign = await given(file);
        await read(options, async ({ session }) => show(file, toSign, session, options), memberOf(toSign));
      }),
    ),
    'fairway act show transfer.act --network bconnect --member AR',
  );

  examples(
    withKeys(on('sign <file>', 'add one signature to it'))
      .requiredOption('--as <key>', 'the stored key that signs')
      .option('--output <file>', 'where the act is written with it; absent: in its place')
      .action(
        reported(async (file: string, options: ReadingOptions & KeyRingOptions & { as: string; output?: string }) => {
          const toSign = await given(file);
          const signing = await openSigner(options.as, options);
          await read(
            options,
            async ({ session }) => {
              const signature = await signatureIn(toSign.act, signing);
              const { file: next, turn } = await addSignature(session, toSign, signature);
              const output = options.output ?? file;
              await written(`${output}.new`, next, 'w');
              await rename(`${output}.new`, output);
              const sentence = `${signing.handle} has signed ${output}; ${nextStep(output, turn.missing)}`;
              said(options, { file: output, id: next.id, ...turn }, sentence);
            },
            sponsorOf(signing.handle),
          );
        }),
      ),
    'fairway act sign transfer.act --as naviera',
  );

  examples(
    on('send <files...>', 'do it, once all have signed; of several copies, the signatures are put together').action(
      reported(async (files: string[], options: ReadingOptions) => {
        const [first, ...others] = await Promise.all(files.map(given));
        const toSign = gatheredSignatures([first!, ...others]);
        const { act } = toSign;
        await onLedger(options, { acts: { sponsor: memberOf(toSign) } }, async ({ session }) => {
          const receipt = await sendSigned(session, toSign);
          done(options, receipt, `${act.type} is done`, { type: act.type, records: act.records });
        });
      }),
    ),
    'fairway act send transfer.act --network bconnect --member AR',
    'fairway act send by-the-officer.act by-the-carrier.act',
  );

  group.addHelpText(
    'after',
    `
An act for several:
  $ fairway title transfer-by-order AR/SMDG:MSK/ABC123/1 --as registrar --reference "JF 3/2026" --beneficiary ar-… \\
      --sign-later transfer.act              # at the officer's, who signs; or --as ar-…, and nobody has signed yet
  $ fairway act show transfer.act            # at the carrier's
  $ fairway act sign transfer.act --as naviera
  $ fairway act send transfer.act            # anywhere`,
  );
}

const given = async (file: string): Promise<ActToSign> => readActToSign(await givenObject(file)).file;

const memberOf = ({ act }: ActToSign): string => act.records[0]!.member;

async function show(file: string, toSign: ActToSign, session: Session, options: ReadingOptions): Promise<void> {
  const { act, id } = toSign;
  const turn = await turnOf(session, toSign);
  const names = await publicNames(session, handlesIn(act));
  const named = (handle: string) => (names.has(handle) ? `${names.get(handle)} (${handle})` : handle);
  const sentence = sentenceOf(act, named);
  const rows = [
    ...turn.signed.map(({ handle, thumbprint }) => [named(handle), `signed with ${thumbprint}`]),
    ...turn.missing.map((handle) => [named(handle), 'missing']),
  ];
  said(
    options,
    { file, id, sentence, act, ...turn },
    [
      sentence,
      lines({ ...factsOf(act, named), digest: id }),
      table(['signer', 'signature'], rows),
      end(file, turn),
    ].join('\n'),
  );
}

function end(file: string, { state, missing }: Turn): string {
  const ends = {
    open: nextStep(file, missing),
    done: 'it is done',
    outdated: 'what it builds on has changed since: have it written anew',
    expired: 'its time is over: have it written anew',
  };
  return mark(state === 'open' || state === 'done', ends[state]);
}
