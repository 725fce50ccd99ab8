import { createHash } from 'node:crypto';
import type { Step } from '../contract.js';
import { errorOf, type Case, type Stage } from '../stage.js';

const FAILED = { failed: true };

/** Private data in members' implicit collections. */
export const privateData: Case[] = [
  {
    name: 'a private value is read at its member, and only its hash elsewhere',
    run: async (stage) => {
      const mine = implicit(stage.owner);
      const { code } = await writeAlone(stage, stage.owner, ['putPrivate', mine, 'secret', 'plain']);
      const seen = (member: string) =>
        stage.readAt(member, ['try', ['getPrivate', mine, 'secret']], ['privateHash', mine, 'secret']);
      return { code, owner: await seen(stage.owner), other: await seen(stage.other) };
    },
    expected: {
      code: 0,
      owner: [{ answer: 'plain' }, sha256('plain')],
      other: [FAILED, sha256('plain')],
    },
  },
  {
    name: 'an absent private key reads as nothing everywhere, and private ranges are empty elsewhere',
    run: async (stage) => {
      const mine = implicit(stage.owner);
      await writeAlone(stage, stage.owner, ['putPrivate', mine, 'there/a', '1'], ['putPrivate', mine, 'there/b', '2']);
      const seen = (member: string) =>
        stage.readAt(
          member,
          ['getPrivate', mine, 'nowhere'],
          ['privateHash', mine, 'nowhere'],
          ['privateRange', mine, 'there/', 'there0'],
        );
      return { owner: await seen(stage.owner), other: await seen(stage.other) };
    },
    expected: {
      owner: [
        '',
        '',
        [
          ['there/a', '1'],
          ['there/b', '2'],
        ],
      ],
      other: ['', '', []],
    },
  },
  {
    name: 'a transaction does not see its own private writes',
    run: async (stage) => {
      const mine = implicit(stage.owner);
      await writeAlone(stage, stage.owner, ['putPrivate', mine, 'mirror', '1']);
      const { results } = await writeAlone(
        stage,
        stage.owner,
        ['putPrivate', mine, 'mirror', '2'],
        ['getPrivate', mine, 'mirror'],
        ['privateHash', mine, 'mirror'],
      );
      return { during: results.slice(1), after: await stage.read(['getPrivate', mine, 'mirror']) };
    },
    expected: { during: ['1', sha256('1')], after: ['2'] },
  },
  {
    name: 'deleting and purging take value and hash away',
    run: async (stage) => {
      const mine = implicit(stage.owner);
      const read: Step[] = ['del', 'purge', 'empty'].flatMap((key): Step[] => [
        ['getPrivate', mine, key],
        ['privateHash', mine, key],
      ]);
      await writeAlone(
        stage,
        stage.owner,
        ...['del', 'purge', 'empty'].map((key): Step => ['putPrivate', mine, key, 'x']),
      );
      await writeAlone(
        stage,
        stage.owner,
        ['deletePrivate', mine, 'del'],
        ['purgePrivate', mine, 'purge'],
        ['putPrivateOdd', mine, 'empty', 'empty buffer'],
      );
      return await stage.read(...read);
    },
    expected: ['', '', '', '', '', ''],
  },
  {
    name: 'private keys and values that are nothing fail',
    run: async (stage) => {
      const mine = implicit(stage.owner);
      return await stage.read(
        ['try', ['putPrivate', mine, '', 'x']],
        ['try', ['getPrivate', mine, '']],
        ['try', ['putPrivateOdd', mine, 'k', 'empty string']],
        ['try', ['putPrivateOdd', mine, 'k', 'null']],
        ['try', ['getPrivate', '', 'k']],
        ['try', ['getPrivate', 'no-such-collection', 'k']],
        ['try', ['putPrivate', '_implicit_org_NOBODY', 'k', 'x']],
      );
    },
    expected: [FAILED, FAILED, FAILED, FAILED, FAILED, FAILED, FAILED],
  },
  {
    name: 'another member may write blind into a member’s collection only with that member',
    run: async (stage) => {
      const theirs = implicit(stage.other);
      const without = await writeAlone(stage, stage.owner, ['putPrivate', theirs, 'forged', 'x']);
      const with_ = await writeAlone(stage, stage.other, ['putPrivate', theirs, 'theirs', 'y']);
      const codes = [without.code, with_.code];
      return {
        codes,
        read: await stage.readAt(stage.other, ['getPrivate', theirs, 'forged'], ['getPrivate', theirs, 'theirs']),
        elsewhere: await stage.read(['try', ['getPrivate', theirs, 'theirs']], ['privateHash', theirs, 'theirs']),
      };
    },
    expected: { codes: [10, 0], read: ['', 'y'], elsewhere: [FAILED, sha256('y')] },
  },
  {
    name: 'a private hash that was read and changed since conflicts, and so does a private value',
    run: async (stage) => {
      const mine = implicit(stage.owner);
      const after = async (step: Step, meanwhile: Step) => {
        const late = await stage.endorse(stage.call([step], { endorsers: [stage.owner] }));
        await writeAlone(stage, stage.owner, meanwhile);
        const both = await stage.endorse(stage.call([step, ['put', 'hash-read', 'x']]));
        await writeAlone(stage, stage.owner, meanwhile);
        return [(await stage.settle(late)).code, (await stage.settle(both)).code];
      };
      await writeAlone(stage, stage.owner, ['putPrivate', mine, 'shift', '1']);
      return await after(['privateHash', mine, 'shift'], ['putPrivate', mine, 'shift', '1']);
    },
    // Alone, it lacks the chaincode's policy, which is judged first.
    expected: [10, 11],
  },
  {
    name: 'private ranges do not go with writes in one transaction',
    run: async (stage) => {
      const mine = implicit(stage.owner);
      const range: Step = ['privateRange', mine, 'a', 'b'];
      return [
        (await stage.read(['put', 'private-mix', '1'], ['try', range])).slice(1),
        (await stage.read(range, ['try', ['put', 'private-mix', '1']])).slice(1),
      ];
    },
    expected: [[FAILED], [FAILED]],
  },
  {
    name: 'transient input reaches the contract and those that it calls, and not the transaction',
    run: async (stage) => {
      const secret = 'whispered-in-passing';
      const mine = implicit(stage.owner);
      const endorsed = await stage.endorse(
        stage.call(
          [
            ['putTransient', mine, 'whisper', 'note'],
            ['put', 'whisper', 'x'],
            ['transient', 'none'],
          ],
          {
            endorsers: [stage.owner, stage.other],
            transient: { note: Buffer.from(secret) },
          },
        ),
      );
      const { code, results } = await stage.settle(endorsed);
      const [called] = await stage.readAt(stage.owner, ['getPrivate', mine, 'whisper']);
      return { code, results, isInEnvelope: Buffer.from(endorsed.envelope).includes(secret), kept: called === secret };
    },
    expected: { code: 0, results: [null, null, ''], isInEnvelope: false, kept: true },
  },
  {
    name: 'plain data that only one member has, and transient input for it, can be endorsed by that member alone',
    run: async (stage) => {
      const mine = implicit(stage.owner);
      await writeAlone(stage, stage.owner, ['putPrivate', mine, 'planned', '1']);
      const transient = { note: Buffer.from('x') };
      return [
        await errorOf(
          stage.endorse(
            stage.call([
              ['getPrivate', mine, 'planned'],
              ['put', 'planned', 'x'],
            ]),
          ),
        ),
        await errorOf(
          stage.endorse(
            stage.call(
              [
                ['putTransient', mine, 'n', 'note'],
                ['put', 'n', 'x'],
              ],
              { transient },
            ),
          ),
        ),
        await errorOf(stage.endorse(stage.call([['putTransient', mine, 'n', 'note']], { transient }))),
        await errorOf(
          stage.endorse(
            stage.call([
              ['putPrivate', mine, 'n', 'x'],
              ['put', 'n', 'x'],
            ]),
          ),
        ),
      ];
    },
    expected: ['NO_ENDORSEMENT_PLAN', 'NO_ENDORSEMENT_PLAN', 'no error', 'no error'],
  },
  {
    name: 'endorsers have to answer like the member that plans, even where it does not endorse',
    run: async (stage) => {
      const theirs = implicit(stage.other);
      await writeAlone(stage, stage.other, ['putPrivate', theirs, 'known', 'there']);
      return await errorOf(
        stage.endorse(
          stage.call([
            ['try', ['getPrivate', theirs, 'known']],
            ['putPrivate', theirs, 'more', 'x'],
          ]),
        ),
      );
    },
    expected: 'ENDORSEMENTS_DIFFER',
  },
];

/** A member's own collection in every namespace. */
function implicit(member: string): string {
  return `_implicit_org_${member}`;
}

async function writeAlone(stage: Stage, endorser: string, ...steps: Step[]) {
  return await stage.settle(await stage.endorse(stage.call(steps, { endorsers: [endorser] })));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
