import { Participants } from '@fairway/sdk';
import type { Command } from 'commander';
import { actingOn } from '../acting-on.js';
import { collected } from '../collected.js';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { keyRing } from '../key-ring.js';
import { date } from '../moment.js';
import {
  limitsOf,
  newKey,
  noteHandle,
  termOf,
  withLimits,
  withNewKeys,
  withTerm,
  type NewKeyOptions,
} from '../new-keys.js';
import { reported } from '../reported.js';
import { act, acting, type ActingOptions } from '../speaking.js';

interface CheckOptions {
  dueDiligence: string;
  checkedOn: string;
}

/** Adds the commands of `participant …` on keys, and on who signs what. */
export function addParticipantKeyCommands(participant: Command): void {
  const changing = (usage: string, description: string) => acting(participant.command(usage).description(description));
  const withReason = (command: Command) => command.requiredOption('--reason <text>', 'why');

  examples(
    actingOn(
      withTerm(
        withLimits(
          withNewKeys(changing('add-key <handle>', 'add a key by one that the party has; as registrar, its first')),
        ),
      ),
      'has a new key',
      async (registry, handle, options: NewKeyOptions & ActingOptions) => {
        const ring = keyRing(options);
        const jwk = await newKey(options, ring);
        const receipt = await registry.addKey(handle, { jwk, ...limitsOf(options), ...termOf(options) });
        await noteHandle(options, ring, handle);
        return receipt;
      },
    ),
    'fairway participant add-key ar-… --as maria --stored-key maria-2027',
    'fairway participant add-key ar-… --as maria --key clerk.json --only claim.lodge --only claim.withdraw',
  );

  examples(
    actingOn(
      withLimits(withNewKeys(changing('rekey <handle>', 'replace lost or stolen keys, as registrar; after 72 hours')))
        .option('--replaces <thumbprint>', 'a key that ends when the new one begins; may be repeated', collected, [])
        .requiredOption('--due-diligence <reference>', 'the file of the renewed check')
        .requiredOption('--checked-on <date>', 'the day of that check', date),
      'has a new key, which signs in 72 hours unless the party objects',
      async (registry, handle, options: NewKeyOptions & CheckOptions & ActingOptions & { replaces: string[] }) => {
        const ring = keyRing(options);
        const jwk = await newKey(options, ring);
        const dueDiligence = { reference: options.dueDiligence, on: options.checkedOn };
        const { replaces } = options;
        const receipt = await registry.rekey(handle, { jwk, replaces, dueDiligence, ...limitsOf(options) });
        await noteHandle(options, ring, handle);
        return receipt;
      },
    ),
    'fairway participant rekey ar-… --as registrar --key new.json --replaces Zv3…k \\\n' +
      '      --due-diligence EXP-2026-0031 --checked-on 2026-03-02',
  );

  for (const [name, move, description, past] of [
    ['object', 'object', 'void a key that was brought by rekey, within its term', 'is void'],
    ['retire-key', 'retireKey', 'retire a key, by one that the party has or as registrar', 'is retired'],
  ] as const) {
    examples(
      withReason(changing(`${name} <handle> <thumbprint>`, description)).action(
        reported(async (handle: string, thumbprint: string, options: ActingOptions & { reason: string }) =>
          act(options, async ({ session }) => {
            const { reason } = options;
            const receipt = await new Participants(session)[move](handle, { thumbprint, reason });
            done(options, receipt, `key ${thumbprint} of ${handle} ${past}`, { handle, thumbprint });
          }),
        ),
      ),
      `fairway participant ${name} ar-… Zv3…k --as maria --reason "${name === 'object' ? 'we lost no key' : 'telephone lost'}"`,
    );
  }

  examples(
    actingOn(
      changing('set-signing <handle>', 'set what two signatories of a firm sign together; --as and --with sign then')
        .option('--together <type>', 'a type of act; may be repeated; none: each signs alone', collected, [])
        .option('--due-diligence <reference>', 'as registrar: the file of the check')
        .option('--checked-on <date>', 'the day of that check', date),
      'has set who signs what',
      (registry, handle, options: Partial<CheckOptions> & { together: string[] }) => {
        const { together, dueDiligence: reference, checkedOn: on } = options;
        const dueDiligence =
          reference === undefined && on === undefined ? undefined : { reference: reference!, on: on! };
        return registry.setSigning(handle, { together, dueDiligence });
      },
    ),
    'fairway participant set-signing ar-… --as maria --together aeo.withdraw',
    'fairway participant set-signing ar-… --as maria --with jose',
  );
}
