import type { Step } from '../contract.js';
import type { Case, Stage } from '../stage.js';
import { fill } from './ranges.js';

/** What a transaction read and another changed before it was committed. */
export const conflicts: Case[] = [
  {
    name: 'of several transactions that add to a key at once, one wins and the others conflict',
    run: async (stage) => {
      const all = await Promise.all([1, 2, 3].map(() => stage.endorse(stage.call([['add', 'sum']]))));
      const played = await stage.settle(...all);
      return { codes: played.map(({ code }) => code).sort(), sum: await stage.read(['get', 'sum']) };
    },
    expected: { codes: [0, 11, 11], sum: ['1'] },
  },
  {
    name: 'blind writes of the same key never conflict',
    run: async (stage) => {
      const all = await Promise.all([1, 2, 3].map(() => stage.endorse(stage.call([['put', 'blind', 'x']]))));
      const played = await stage.settle(...all);
      const [history] = await stage.read(['history', 'blind']);
      return { codes: played.map(({ code }) => code), writes: (history as unknown[]).length };
    },
    expected: { codes: [0, 0, 0], writes: 3 },
  },
  conflict('reading several keys at once of which one is then made conflicts', 11, {
    before: [['put', 'seen/a', '1']],
    asked: [
      ['getAll', 'seen/a', 'seen/b'],
      ['putAll', ['seen/c', '1'], ['seen/d', '1']],
    ],
    meanwhile: [['put', 'seen/b', '1']],
  }),
  conflict('reading a key that is then written, even with the same value, conflicts', 11, {
    before: [['put', 'same', '1']],
    asked: [['get', 'same']],
    meanwhile: [['put', 'same', '1']],
  }),
  conflict('reading an absent key that is then written conflicts', 11, {
    asked: [['get', 'appears']],
    meanwhile: [['put', 'appears', '1']],
  }),
  conflict('reading a key that is then deleted conflicts', 11, {
    before: [['put', 'goes', '1']],
    asked: [['get', 'goes']],
    meanwhile: [['delete', 'goes']],
  }),
  conflict('reading an absent key that is then deleted, in a block before, does not conflict', 0, {
    asked: [['get', 'never']],
    meanwhile: [['delete', 'never']],
  }),
  conflict('reading history does not conflict', 0, {
    before: [['put', 'chronicle', '1']],
    asked: [['history', 'chronicle']],
    meanwhile: [['put', 'chronicle', '2']],
  }),
  conflict('a key that appears in a range that was read is a phantom', 12, {
    before: [['put', 'p1/a', '1']],
    asked: [['range', 'p1/', 'p10']],
    meanwhile: [['put', 'p1/b', '1']],
  }),
  conflict('a key that goes from a range that was read is a phantom', 12, {
    before: [['put', 'p2/a', '1']],
    asked: [['range', 'p2/', 'p20']],
    meanwhile: [['delete', 'p2/a']],
  }),
  conflict('a key that is written anew with the same value in a range that was read is a phantom', 12, {
    before: [['put', 'p3/a', '1']],
    asked: [['range', 'p3/', 'p30']],
    meanwhile: [['put', 'p3/a', '1']],
  }),
  conflict('a range that was read empty is protected', 12, {
    asked: [['range', 'p4/', 'p40']],
    meanwhile: [['put', 'p4/a', '1']],
  }),
  conflict('a key beyond the end of a range that was read is no phantom', 0, {
    before: [['put', 'p5/a', '1']],
    asked: [['range', 'p5/', 'p5/m']],
    meanwhile: [['put', 'p5/m', '1']],
  }),
  conflict('one’s own write into a range that one read is no phantom', 0, {
    asked: [
      ['range', 'p6/', 'p60'],
      ['put', 'p6/a', '1'],
    ],
    meanwhile: [['put', 'p6', '1']],
  }),
  {
    name: 'a range of which one row was used is protected as far as the peer fetched: whole up to 100 rows',
    run: async (stage) => {
      await fill(stage, 'p7', 50);
      return await codeAfter(stage, [['firstOf', 1, 'p7/', 'p70']], [['put', 'p7/x', '1']]);
    },
    expected: 12,
  },
  {
    name: 'a longer range of which one row was used is protected through row 101',
    run: async (stage) => {
      await fill(stage, 'p8', 150);
      return [
        await codeAfter(stage, [['firstOf', 1, 'p8/', 'p80']], [['put', 'p8/120', 'y']]),
        await codeAfter(stage, [['firstOf', 1, 'p8/', 'p80']], [['put', 'p8/100', 'y']]),
        await codeAfter(stage, [['firstOf', 101, 'p8/', 'p80']], [['put', 'p8/149', 'y']]),
      ];
    },
    expected: [0, 12, 12],
  },
  {
    name: 'a page protects the rows that it fetched',
    run: async (stage) => {
      await fill(stage, 'p9', 5);
      return [
        await codeAfter(stage, [['page', 'p9/', 'p90', 2, '']], [['put', 'p9/000', 'y']]),
        await codeAfter(stage, [['page', 'p9/', 'p90', 2, '']], [['put', 'p9/003', 'y']]),
      ];
    },
    expected: [12, 0],
  },
  {
    name: 'the same envelope sent twice counts once',
    run: async (stage) => {
      const endorsed = await stage.endorse(stage.call([['add', 'twice']]));
      const first = await stage.settle(endorsed);
      await stage.ledger(stage.owner).send(endorsed);
      await stage.write(['put', 'twice/after', '1']);
      const again = await stage.ledger(stage.owner).outcome(endorsed.transactionId);
      return { first: first.code, again: again.code, read: await stage.read(['get', 'twice'], ['history', 'twice']) };
    },
    expected: {
      first: 0,
      again: 0,
      read: ['1', [{ value: '1', isDelete: false, seconds: 'number', nanos: 'number' }]],
    },
  },
  {
    name: 'a transaction that only reads is valid when the chaincode’s policy is met',
    run: async (stage) => {
      const alone = await stage.endorse(stage.call([['get', 'own']], { endorsers: [stage.owner] }));
      return [(await stage.write(['get', 'own'])).code, (await stage.settle(alone)).code];
    },
    expected: [0, 10],
  },
  {
    name: 'a write that only one member endorsed fails the policy, whoever it is',
    run: async (stage) => {
      const codes: number[] = [];
      for (const endorser of [stage.owner, stage.other]) {
        const endorsed = await stage.endorse(stage.call([['put', 'alone', '1']], { endorsers: [endorser] }));
        codes.push((await stage.settle(endorsed)).code);
      }
      return { codes, read: await stage.read(['get', 'alone']) };
    },
    expected: { codes: [10, 10], read: [''] },
  },
];

function conflict(name: string, expected: number, steps: { before?: Step[]; asked: Step[]; meanwhile: Step[] }): Case {
  return {
    name,
    run: async (stage) => {
      if (steps.before) await stage.write(...steps.before);
      return await codeAfter(stage, steps.asked, steps.meanwhile);
    },
    expected,
  };
}

/** The code of a transaction that was endorsed before another one was committed, and sent after it. */
export async function codeAfter(stage: Stage, asked: Step[], meanwhile: Step[]): Promise<number> {
  const late = await stage.endorse(stage.call(asked));
  await stage.write(...meanwhile);
  return (await stage.settle(late)).code;
}
