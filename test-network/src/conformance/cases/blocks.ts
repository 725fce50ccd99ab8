import { publicWrites } from '@fairway/sdk';
import type { Step } from '../contract.js';
import type { Case, Stage } from '../stage.js';

/** Transactions that share a block, and what a block shows. */
export const blocks: Case[] = [
  together('a key written before in the block conflicts with a transaction that read it', [0, 11], (key) => [
    [['put', key, '1']],
    [['get', key]],
  ]),
  together('an absent key deleted before in the block conflicts with a transaction that read it', [0, 11], (key) => [
    [['delete', key]],
    [['get', key]],
  ]),
  together('a key that appears before in the block is a phantom in a range that was read', [0, 12], (key) => [
    [['put', `${key}/a`, '1']],
    [['range', `${key}/`, `${key}0`]],
  ]),
  together('a key written and deleted before in the block leaves an empty range as it was', [0, 0, 0], (key) => [
    [['put', `${key}/a`, '1']],
    [['delete', `${key}/a`]],
    [['range', `${key}/`, `${key}0`]],
  ]),
  together('a write after one’s reading in the block does not conflict', [0, 0], (key) => [
    [['get', key]],
    [['put', key, '1']],
  ]),
  together('what an invalid transaction before in the block wrote conflicts with nothing', [0, 11, 0], (key) => [
    [['put', `${key}/a`, '1']],
    [
      ['get', `${key}/a`],
      ['put', `${key}/b`, '1'],
    ],
    [['get', `${key}/b`]],
  ]),
  {
    name: 'of blind writes in a block the last counts, and history has them all',
    run: async (stage) => {
      const { codes, attempt } = await stage.inOneBlock((attempt) =>
        endorseAll(
          stage,
          ['1', '2', ''].map((value) => [value ? ['put', `blind/${attempt}`, value] : ['delete', `blind/${attempt}`]]),
        ),
      );
      const key = `blind/${attempt}`;
      const [value, history] = await stage.read(['get', key], ['history', key]);
      return {
        codes,
        value,
        history: (history as { value: string; isDelete: boolean }[]).map((one) => [one.value, one.isDelete]),
      };
    },
    expected: {
      codes: [0, 0, 0],
      value: '',
      history: [
        ['', true],
        ['2', false],
        ['1', false],
      ],
    },
  },
  {
    name: 'a private hash written before in the block conflicts with a transaction that read it',
    run: async (stage) => {
      const mine = `_implicit_org_${stage.owner}`;
      const { codes } = await stage.inOneBlock(async (attempt) => [
        await stage.endorse(stage.call([['putPrivate', mine, `hash/${attempt}`, '1']], { endorsers: [stage.owner] })),
        await stage.endorse(
          stage.call([
            ['privateHash', mine, `hash/${attempt}`],
            ['put', 'hash-reader', 'x'],
          ]),
        ),
      ]);
      return codes;
    },
    expected: [0, 11],
  },
  {
    name: 'a block shows the writes of its valid transactions, with their names, keys and values',
    run: async (stage) => {
      const other = `fairway-${stage.other.toLowerCase()}`;
      const { blockNumber } = await stage.write(
        ['get', 'shown/read'],
        ['put', 'shown/z', 'last'],
        ['put', 'shown/a', 'first'],
        ['delete', 'shown/d'],
        ['putPrivate', `_implicit_org_${stage.owner}`, 'shown', 'hidden'],
        ['call', other, ['put', 'shown/elsewhere', 'x']],
        ['event', 'said', 'aloud'],
      );
      return publicWrites(await stage.block(blockNumber)).map(({ namespace, key, value, isDelete, timestamp }) => [
        namespace === other ? 'other' : 'owner',
        key,
        Buffer.from(value).toString(),
        isDelete,
        timestamp instanceof Date,
      ]);
    },
    expected: [
      ['owner', 'shown/a', 'first', false, true],
      ['owner', 'shown/d', '', true, true],
      ['owner', 'shown/z', 'last', false, true],
      ['other', 'shown/elsewhere', 'x', false, true],
    ],
  },
];

function together(name: string, expected: number[], scripts: (key: string) => Step[][]): Case {
  return {
    name,
    run: async (stage) => {
      const key = name.replace(/\W+/g, '-');
      const { codes } = await stage.inOneBlock((attempt) => endorseAll(stage, scripts(`${key}/${attempt}`)));
      return codes;
    },
    expected,
  };
}

async function endorseAll(stage: Stage, scripts: Step[][]) {
  return await Promise.all(scripts.map((steps) => stage.endorse(stage.call(steps))));
}
