import type { Case } from '../stage.js';
import type { Step } from '../contract.js';

const FAILED = { failed: true };

/** Ranges, their order and pages. */
export const ranges: Case[] = [
  {
    name: 'keys come in the order of their UTF-8 bytes, which is not JavaScript’s',
    run: async (stage) => {
      const keys = ['z', '\u{1f600}', 'é', 'a', '～', 'Z', '10', '9'];
      await stage.write(...keys.map((key): Step => ['put', `order/${key}`, key]));
      const [found] = await stage.read(['range', 'order/', 'order0']);
      return (found as [string, string][]).map(([, value]) => value);
    },
    expected: ['10', '9', 'Z', 'a', 'z', 'é', '～', '\u{1f600}'],
  },
  {
    name: 'a range holds its start and not its end, and is empty when it ends before it starts',
    run: async (stage) => {
      await stage.write(...['a', 'b', 'c'].map((key): Step => ['put', `bounds/${key}`, key]));
      return await stage.read(
        ['range', 'bounds/a', 'bounds/c'],
        ['range', 'bounds/b', 'bounds/b'],
        ['range', 'bounds/c', 'bounds/a'],
        ['range', 'bounds/aa', 'bounds/bb'],
        ['try', ['range', '\u0000bounds', 'bounds/a']],
        ['try', ['range', 'bounds/a', '\u0000bounds']],
      );
    },
    expected: [
      [
        ['bounds/a', 'a'],
        ['bounds/b', 'b'],
      ],
      [],
      [],
      [['bounds/b', 'b']],
      FAILED,
      FAILED,
    ],
  },
  {
    name: 'an empty end is open',
    run: async (stage) => {
      await stage.write(['put', '\u{10fffd}/a', 'a'], ['put', '\u{10fffd}/b', 'b']);
      return await stage.read(['range', '\u{10fffd}/', '']);
    },
    expected: [
      [
        ['\u{10fffd}/a', 'a'],
        ['\u{10fffd}/b', 'b'],
      ],
    ],
  },
  {
    name: 'a range of many batches comes whole and in order',
    run: async (stage) => {
      await fill(stage, 'many', 250);
      const [found] = await stage.read(['range', 'many/', 'many0']);
      const keys = (found as [string, string][]).map(([key]) => key);
      return { count: keys.length, isInOrder: keys.join() === keys.toSorted().join() };
    },
    expected: { count: 250, isInOrder: true },
  },
  {
    name: 'pages go on at the bookmark, which is empty at the end',
    run: async (stage) => {
      await fill(stage, 'page', 5);
      const read = async (size: number, bookmark: string) =>
        pageOf((await stage.read(['page', 'page/', 'page0', size, bookmark]))[0]);
      return [
        await read(2, ''),
        await read(2, 'page/002'),
        await read(2, 'page/004'),
        await read(5, ''),
        await read(9, 'page/003'),
        await read(0, ''),
        await read(2, 'page/003a'),
      ];
    },
    expected: [
      { keys: ['page/000', 'page/001'], bookmark: 'page/002', count: 2 },
      { keys: ['page/002', 'page/003'], bookmark: 'page/004', count: 2 },
      { keys: ['page/004'], bookmark: '', count: 1 },
      { keys: ['page/000', 'page/001', 'page/002', 'page/003', 'page/004'], bookmark: '', count: 5 },
      { keys: ['page/003', 'page/004'], bookmark: '', count: 2 },
      { keys: ['page/000', 'page/001', 'page/002', 'page/003', 'page/004'] },
      { keys: ['page/004'], bookmark: '', count: 1 },
    ],
  },
  {
    name: 'a page may be longer than a batch',
    run: async (stage) => {
      await fill(stage, 'wide', 130);
      const { keys, bookmark, count } = pageOf((await stage.read(['page', 'wide/', 'wide0', 120, '']))[0]);
      return { last: keys.at(-1), bookmark, count };
    },
    expected: { last: 'wide/119', bookmark: 'wide/120', count: 120 },
  },
  {
    name: 'pages do not go with writes in one transaction, either way; whole ranges do',
    run: async (stage) => {
      const page: Step = ['page', 'mixed/', 'mixed0', 2, ''];
      return [
        await stage.read(['put', 'mixed/a', '1'], ['try', page]),
        await stage.read(page, ['try', ['put', 'mixed/a', '1']], ['try', ['delete', 'mixed/a']]),
        (await stage.write(['range', 'mixed/', 'mixed0'], ['put', 'mixed/a', '1'], ['range', 'mixed/', 'mixed0'])).code,
      ].map((observed) => (Array.isArray(observed) ? observed.slice(1) : observed));
    },
    expected: [[FAILED], [FAILED, FAILED], 0],
  },
  {
    name: 'rich queries fail',
    run: (stage) => stage.read(['try', ['query', '{"selector":{}}']]),
    expected: [FAILED],
  },
];

/** Keys `<prefix>/000` and so on. */
export async function fill(stage: Parameters<Case['run']>[0], prefix: string, count: number): Promise<void> {
  const steps = Array.from({ length: count }, (_, i): Step => ['put', `${prefix}/${String(i).padStart(3, '0')}`, 'x']);
  await stage.write(...steps);
}

function pageOf(result: unknown) {
  const { rows, metadata } = result as {
    rows: [string, string][];
    metadata?: { bookmark: string; fetchedRecordsCount: number };
  };
  return {
    keys: rows.map(([key]) => key),
    ...(metadata && { bookmark: metadata.bookmark, count: metadata.fetchedRecordsCount }),
  };
}
