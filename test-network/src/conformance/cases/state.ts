import type { Step } from '../contract.js';
import type { Case } from '../stage.js';

const FAILED = { failed: true };

/** Keys and values, one at a time. */
export const state: Case[] = [
  {
    name: 'a transaction does not see its own writes',
    run: async (stage) => {
      await stage.write(['put', 'own', '1']);
      const { code, results } = await stage.write(
        ['put', 'own', '2'],
        ['get', 'own'],
        ['delete', 'own'],
        ['get', 'own'],
        ['put', 'own', '3'],
        ['range', 'own', 'owo'],
      );
      return { code, results, after: await stage.read(['get', 'own']) };
    },
    expected: { code: 0, results: [null, '1', null, '1', null, [['own', '1']]], after: ['3'] },
  },
  {
    name: 'several keys at once are put and read as they are one by one',
    run: async (stage) => {
      const { code, results } = await stage.write(
        ['putAll', ['all/a', '1'], ['all/b', ''], ['all/c', 'ñ'.repeat(300)]],
        ['getAll', 'all/a', 'all/c'],
      );
      return { code, results, after: await stage.read(['getAll', 'all/c', 'all/b', 'all/a', 'all/a', 'all/d']) };
    },
    expected: { code: 0, results: [null, ['', '']], after: [['ñ'.repeat(300), '', '1', '1', '']] },
  },
  {
    name: 'the last of several writes to a key counts',
    run: async (stage) => {
      await stage.write(['put', 'last/a', '1'], ['delete', 'last/a'], ['delete', 'last/b'], ['put', 'last/b', '2']);
      await stage.write(['put', 'last/c', '1'], ['put', 'last/c', '2']);
      return await stage.read(['range', 'last/', 'last0']);
    },
    expected: [
      [
        ['last/b', '2'],
        ['last/c', '2'],
      ],
    ],
  },
  {
    name: 'an absent key reads as nothing, and deleting it is valid',
    run: async (stage) => {
      const { code } = await stage.write(['delete', 'absent']);
      return { code, read: await stage.read(['get', 'absent'], ['history', 'absent']) };
    },
    expected: { code: 0, read: ['', [{ value: '', isDelete: true, seconds: 'number', nanos: 'number' }]] },
  },
  ...['empty string', 'empty buffer', 'null', 'undefined'].map((kind) => ({
    name: `${kind} as a value deletes`,
    run: async (stage: Parameters<Case['run']>[0]) => {
      const key = `odd/${kind}`;
      await stage.write(['put', key, '1']);
      const { code } = await stage.write(['putOdd', key, kind]);
      return { code, read: await stage.read(['get', key], ['range', key, `${key}~`]) };
    },
    expected: { code: 0, read: ['', []] },
  })),
  {
    name: 'a number, boolean, object or array as a value fails',
    run: (stage) =>
      stage.read(
        ...['number', 'boolean', 'object', 'array'].map((kind) => ['try', ['putOdd', 'odd/type', kind]] as const),
      ),
    expected: [FAILED, FAILED, FAILED, FAILED],
  },
  {
    name: 'an empty key is kept, found by its name, and in no range',
    run: async (stage) => {
      const { code } = await stage.write(['put', '', 'nameless'], ['put', 'nameless/end', '1']);
      const [found, all] = await stage.read(['get', ''], ['range', '', 'nameless~']);
      return { code, found, isInRange: (all as [string, string][]).some(([key]) => key === '') };
    },
    expected: { code: 0, found: 'nameless', isInRange: false },
  },
  ...['undefined', 'null', 'number', 'object'].map((kind) => ({
    name: `${kind} as a key is the empty key`,
    run: async (stage: Parameters<Case['run']>[0]) => {
      const { code } = await stage.write(['putAt', kind, kind]);
      return { code, read: await stage.read(['get', '']) };
    },
    expected: { code: 0, read: [kind] },
  })),
  {
    name: 'composite keys are found by their first parts, whole keys included, and not among simple keys',
    run: async (stage) => {
      const key = (...parts: string[]) => `\u0000part\u0000${parts.map((part) => `${part}\u0000`).join('')}`;
      await stage.write(
        ['put', key('a', '1'), 'a1'],
        ['put', key('a', '2'), 'a2'],
        ['put', key('b'), 'b'],
        ['put', key('ab', '1'), 'ab1'],
      );
      const [made, a, b, all, simple] = await stage.read(
        ['key', 'part', 'a', '1'],
        ['partial', 'part', 'a'],
        ['partial', 'part', 'b'],
        ['partial', 'part'],
        ['range', '', '\u0002'],
      );
      return { isMadeAlike: made === key('a', '1'), a, b, all: (all as unknown[]).length, simple };
    },
    expected: {
      isMadeAlike: true,
      a: [
        ['\u0000part\u0000a\u00001\u0000', 'a1'],
        ['\u0000part\u0000a\u00002\u0000', 'a2'],
      ],
      b: [['\u0000part\u0000b\u0000', 'b']],
      all: 4,
      simple: [],
    },
  },
  {
    name: 'an empty part of a composite key fails',
    run: (stage) => stage.read(['try', ['key', 'part', '']], ['try', ['key', '', 'a']]),
    expected: [FAILED, FAILED],
  },
  {
    name: 'history lists valid writes and deletes, newest first, and not in one’s own transaction',
    run: async (stage) => {
      await stage.write(['put', 'story', '1']);
      const late = await stage.endorse(stage.call([['add', 'story']]));
      await stage.write(['put', 'story', '2']);
      const invalid = await stage.settle(late);
      await stage.write(['delete', 'story']);
      const { results } = await stage.write(['put', 'story', '4'], ['history', 'story']);
      return { invalid: invalid.code, during: results[1], after: (await stage.read(['history', 'story']))[0] };
    },
    expected: {
      invalid: 11,
      during: [entry('', true), entry('2'), entry('1')],
      after: [entry('4'), entry('', true), entry('2'), entry('1')],
    },
  },
  {
    name: 'a history longer than a batch comes whole',
    run: async (stage) => {
      const all = Array.from({ length: 105 }, (_, i) => stage.call([['put', 'long', String(i)]]));
      await stage.settle(...(await Promise.all(all.map((call) => stage.endorse(call)))));
      const [history] = await stage.read(['history', 'long']);
      return new Set((history as { value: string }[]).map(({ value }) => value)).size;
    },
    expected: 105,
  },
  {
    name: 'the first half of a surrogate pair is dropped from within a key; at its end, or the second half, fails',
    run: async (stage) => {
      const { code } = await stage.write(['put', 'half/\ud83d!', 'high']);
      const odd = ['half/\ud83d', 'half/\ude00'];
      return {
        code,
        read: await stage.read(['range', 'half/', 'half0']),
        odd: await stage.read(
          ...odd.flatMap((key): Step[] => [
            ['try', ['put', key, 'x']],
            ['try', ['get', key]],
            ['try', ['delete', key]],
            ['try', ['range', key, 'half0']],
            ['try', ['history', key]],
          ]),
        ),
      };
    },
    expected: { code: 0, read: [[['half/!', 'high']]], odd: Array<unknown>(10).fill(FAILED) },
  },
];

function entry(value: string, isDelete = false) {
  return { value, isDelete, seconds: 'number', nanos: 'number' };
}
