import { createHash } from 'node:crypto';
import { digestOf, sharedCollection } from '@fairway/model';
import { hashedWrites, privateWrites } from '@fairway/sdk';
import type { Step } from '../contract.js';
import { errorOf, type Case, type Stage } from '../stage.js';

const FAILED = { failed: true };

/** Private data in members' implicit collections, and in those that the owner shares with one other member. */
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
  {
    name: 'what is shared with a partner is read at both, as soon as they have the transaction',
    run: async (stage) => {
      const shared = sharedCollection(stage.other);
      const { code } = await writeAlone(stage, stage.owner, ['putPrivate', shared, 'shown', 'plain']);
      return { code, seen: await atBoth(stage, ['getPrivate', shared, 'shown'], ['privateHash', shared, 'shown']) };
    },
    expected: { code: 0, seen: alike('plain', sha256('plain')) },
  },
  {
    name: 'what is shared with a partner is written with the owner only, whoever of the two sends it',
    run: async (stage) => {
      const shared = sharedCollection(stage.other);
      const byPartner = async (endorser: string): Promise<number> => {
        const call = stage.call([['putPrivate', shared, 'written', endorser]], { endorsers: [endorser] });
        return (await stage.settle(await stage.ledger(stage.other).endorse(call))).code;
      };
      const codes = [await byPartner(stage.other), await byPartner(stage.owner)];
      return { codes, kept: (await stage.read(['getPrivate', shared, 'written']))[0] === stage.owner };
    },
    expected: { codes: [10, 0], kept: true },
  },
  {
    name: 'purging takes what was shared away at both, also from the blocks that brought it, and it may be shared anew',
    run: async (stage) => {
      const shared = sharedCollection(stage.other);
      const read = () => atBoth(stage, ['getPrivate', shared, 'gone'], ['privateHash', shared, 'gone']);
      const { blockNumber: first } = await writeAlone(stage, stage.owner, ['putPrivate', shared, 'gone', '1']);
      const before = await broughtBy(stage, first, shared, 'gone');
      const { blockNumber: purge } = await writeAlone(stage, stage.owner, ['purgePrivate', shared, 'gone']);
      const purged = await read();
      const blocks = [await broughtBy(stage, first, shared, 'gone'), await broughtBy(stage, purge, shared, 'gone')];
      await writeAlone(stage, stage.owner, ['putPrivate', shared, 'gone', '2']);
      return { before, purged, blocks, after: await read() };
    },
    expected: {
      before: alike(sha256('1'), '1'),
      purged: alike('', ''),
      blocks: [alike(sha256('1')), alike('no value')],
      after: alike('2', sha256('2')),
    },
  },
  {
    name: 'a block brings what it brought, after the key was written anew or deleted too, until it is purged',
    run: async (stage) => {
      const shared = sharedCollection(stage.other);
      const { blockNumber } = await writeAlone(stage, stage.owner, ['putPrivate', shared, 'anew', '1']);
      await writeAlone(stage, stage.owner, ['putPrivate', shared, 'anew', '2']);
      const overwritten = await broughtBy(stage, blockNumber, shared, 'anew');
      await writeAlone(stage, stage.owner, ['deletePrivate', shared, 'anew']);
      const deleted = await broughtBy(stage, blockNumber, shared, 'anew');
      await writeAlone(stage, stage.owner, ['purgePrivate', shared, 'anew']);
      return { overwritten, deleted, purged: await broughtBy(stage, blockNumber, shared, 'anew') };
    },
    expected: {
      overwritten: alike(sha256('1'), '1'),
      deleted: alike(sha256('1'), '1'),
      purged: alike(sha256('1')),
    },
  },
];

/** What the owner and its partner see. */
function alike(...seen: unknown[]): { owner: unknown[]; other: unknown[] } {
  return { owner: seen, other: seen };
}

async function atBoth(stage: Stage, ...steps: Step[]) {
  return {
    owner: await stage.readAt(stage.owner, ...steps),
    other: await stage.readAt(stage.other, ...steps),
  };
}

/** What a block says of a private key, by its hash, and the values that come with it, at the owner and at its partner. */
async function broughtBy(stage: Stage, number: bigint, collection: string, key: string) {
  const at = async (member: string): Promise<string[]> => {
    const stop = new AbortController();
    for await (const event of stage.ledger(member).blocksWithPrivateData(number, stop.signal)) {
      stop.abort();
      const hashes = hashedWrites(event.getBlock()!)
        .filter((write) => write.collection === collection && write.keyHash === digestOf(key))
        .map(({ valueHash }) => (valueHash ? Buffer.from(valueHash, 'base64url').toString('hex') : 'no value'));
      const values = privateWrites(event)
        .filter((write) => write.collection === collection && write.key === key)
        .map(({ value }) => Buffer.from(value).toString());
      return [...hashes, ...values];
    }
    throw new Error(`the stream of blocks ended before block ${number}`);
  };
  return { owner: await at(stage.owner), other: await at(stage.other) };
}

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
