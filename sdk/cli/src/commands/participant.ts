import {
  PrivateIdentity,
  check,
  encryptionKeyOf,
  hasConsented,
  instantOf,
  newHandle,
  standingAt,
  thumbprintOf,
  type AmendArgs,
  type Participant,
  type RegisterArgs,
} from '@fairway/model';
import { Participants, type NewPrivateIdentity } from '@fairway/sdk';
import type { Command } from 'commander';
import { CliFailure } from '../failure.js';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { givenObject } from '../given-file.js';
import { identifiersText, identityText } from '../identity-text.js';
import { keptOrWritten } from '../kept-or-written.js';
import { keyRing } from '../key-ring.js';
import {
  limitsOf,
  newKeys,
  noteHandle,
  termOf,
  withLimits,
  withNewKeys,
  withTerm,
  type NewKeyOptions,
} from '../new-keys.js';
import { profileOf, withProfile, type ProfileOptions } from '../registration.js';
import { reported, said } from '../reported.js';
import { act, acting, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines, table } from '../table.js';

type RegisterOptions = ActingOptions & ProfileOptions & NewKeyOptions & { file?: string; handle?: string };
type AmendOptions = ActingOptions & ProfileOptions & { file?: string; reason: string };
type ReasonOptions = ActingOptions & { reason: string };

/** Adds `participant …`: parties and officers that members sponsor. */
export function addParticipantCommands(participant: Command): void {
  const on = (usage: string, description: string) => participant.command(usage).description(description);

  examples(
    withTerm(
      withLimits(withNewKeys(withProfile(acting(on('register', 'register a party or an officer, as registrar'))))),
    )
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
        said(options, found, identityText(found));
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
  const keys = (await newKeys(options, ring)).map((jwk) => ({ jwk, ...limitsOf(options), ...termOf(options) }));
  const complete = { ...args, ...(keys.length > 0 ? { keys } : {}) } as unknown as RegisterArgs;
  await act(options, async ({ session, home }) => {
    const handle = options.handle ?? newHandle(home);
    const { receipt } = await keptOrWritten(() =>
      new Participants(session).register(home, complete, identity as NewPrivateIdentity | undefined, handle),
    );
    await noteHandle(options, ring, handle);
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

function participantText(participant: Participant): string {
  const { handle, sponsor, office, status, keys, former = [] } = participant;
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
    'together by two': standing?.together.join(', ') || undefined,
    'accepts ahead':
      standing?.accepts.map(({ what, from }) => `${what.join(', ')} from ${from?.join(', ') ?? 'anyone'}`).join('; ') ||
      undefined,
    'written to by': writtenToBy(participant),
    'shown to partners': hasConsented(participant) ? 'yes' : 'no',
    'succeeded by':
      standing?.successions.map(({ successor, from, deed }) => `${successor} from ${from} (${deed})`).join(', ') ||
      undefined,
    succeeds: standing?.succeeds.map(({ predecessor, deed }) => `${predecessor} (${deed})`).join(', ') || undefined,
    'former names':
      former.map(({ name, until, deed }) => `${name ?? 'private'} until ${until} (${deed})`).join(', ') || undefined,
    'checked on': participant.dueDiligence && `${participant.dueDiligence.on} (${participant.dueDiligence.reference})`,
  });
  const states = table(
    ['state', 'from', 'reason'],
    status.states.map(({ state, from, reason, order }) => [state, from, reason ?? order]),
  );
  const rows = Object.entries(keys).map(([thumbprint, { from, to, acts }]) => [thumbprint, from, to, acts?.join(', ')]);
  return [facts, states, table(['key', 'may sign from', 'to', 'only'], rows)].join('\n');
}

const writtenToBy = (participant: Participant): string | undefined => {
  const jwk = encryptionKeyOf(participant);
  return jwk && thumbprintOf(jwk);
};
