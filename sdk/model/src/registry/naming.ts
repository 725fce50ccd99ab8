import { move } from '../machine.js';
import { demand } from '../refusal.js';
import { open } from './open.js';
import { RenameArgs, type Participant } from './record.js';
import { byOfficer } from './standing.js';

/**
 * A party has another name from now on, as the company register has it. The old name stays on the record with its end:
 * itself, where it is public, and else as the digest of the private identity that had it.
 */
export const rename = move(
  'participant.rename',
  RenameArgs,
  (participant: Participant | undefined, { args, private: identity }, facts) => {
    const before = open(participant);
    const { today } = byOfficer(facts.actor, before.sponsor, 'registrar');
    demand(
      (args.name !== undefined) === (before.public !== undefined),
      'IDENTITY_DOES_NOT_FIT_ROLES',
      'the new name of a party that is named in public is public, and of everyone else private',
      '/args/name',
    );
    demand(args.on <= today, 'IN_THE_FUTURE', `a name that is borne by ${today} is accepted`, '/args/on');
    const former = {
      name: before.public?.name,
      private: before.private,
      to: facts.time,
      until: args.on,
      deed: args.deed,
      act: facts.id,
    };
    return {
      ...before,
      private: identity,
      public: before.public && { ...before.public, name: args.name! },
      former: [...(before.former ?? []), former],
    };
  },
  { hasPrivate: ({ args }) => args.name === undefined },
);

/** Refuses to change a public name by the way: an amendment would leave no trace of the old one. */
export function demandSameName(before: Participant['public'], after: Participant['public']): void {
  demand(
    before === undefined || after === undefined || before.name === after.name,
    'RENAME_REQUIRED',
    'a name is changed by participant.rename, which keeps the old one',
    '/args/public/name',
  );
}
