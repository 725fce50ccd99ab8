import { namespaceOf } from '@fairway/model';
import { errorOf, type Case } from '../stage.js';
import { codeAfter } from './conflicts.js';

const FAILED = { failed: true };

/** Calls from one name to another, and what an error becomes on its way to the caller. */
export const calls: Case[] = [
  {
    name: 'a call to another name writes there, in the same transaction',
    run: async (stage) => {
      const name = namespaceOf(stage.other);
      const { code, results } = await stage.write(['put', 'caller', '1'], ['call', name, ['put', 'callee', '2']]);
      return {
        code,
        results,
        read: await stage.read(
          ['get', 'caller'],
          ['get', 'callee'],
          ['call', name, ['get', 'callee'], ['get', 'caller']],
        ),
      };
    },
    expected: {
      code: 0,
      results: [null, { status: 200, message: '', payload: [null] }],
      read: ['1', '', { status: 200, message: '', payload: ['2', ''] }],
    },
  },
  {
    name: 'what another name’s contract read is protected, too',
    run: async (stage) => {
      const name = namespaceOf(stage.other);
      return await codeAfter(
        stage,
        [
          ['call', name, ['get', 'guarded']],
          ['put', 'guard', '1'],
        ],
        [['call', name, ['put', 'guarded', 'x']]],
      );
    },
    expected: 11,
  },
  {
    name: 'a contract that fails answers its caller with a status, and its writes stay if the caller goes on',
    run: async (stage) => {
      const name = namespaceOf(stage.other);
      const { code, results } = await stage.write(['call', name, ['put', 'half', '1'], ['throw', 'half way']]);
      return { code, results, read: await stage.read(['call', name, ['get', 'half']]) };
    },
    expected: {
      code: 0,
      results: [{ status: 500, message: 'half way', payload: '' }],
      read: [{ status: 200, message: '', payload: ['1'] }],
    },
  },
  {
    name: 'a call back into a name on the stack fails, and so does one to a name that is not there',
    run: async (stage) => {
      const [own, name] = [namespaceOf(stage.owner), namespaceOf(stage.other)];
      const [called, self, nowhere] = await stage.read(
        ['call', name, ['try', ['call', own, ['get', 'x']]]],
        ['try', ['call', own, ['get', 'x']]],
        ['try', ['call', 'fairway-nowhere', ['get', 'x']]],
      );
      const { status, payload } = called as { status: number; payload: string };
      const [back] = JSON.parse(payload) as Record<string, unknown>[];
      return [status, Object.keys(back!), self, nowhere];
    },
    expected: [200, ['failed'], FAILED, FAILED],
  },
  {
    name: 'a write into another name needs that name’s policy',
    run: async (stage) => {
      const name = namespaceOf(stage.other);
      const steps = [['call', name, ['put', 'taken', '1']]] as const;
      const alone = await stage.endorse(stage.call(steps, { endorsers: [stage.owner] }));
      return { code: (await stage.settle(alone)).code, read: await stage.read(['call', name, ['get', 'taken']]) };
    },
    expected: { code: 10, read: [{ status: 200, message: '', payload: [''] }] },
  },
  {
    name: 'a refusal reaches the caller with code, path and sentence, whether endorsed or evaluated',
    run: async (stage) => {
      const call = stage.call([['throw', 'NOT_NOW (/when): come back on 2 January']]);
      const ledger = stage.ledger(stage.owner);
      const endorsers = [stage.owner, stage.other];
      return [
        await errorOf(ledger.evaluate(call)),
        await errorOf(ledger.endorse(call)),
        await errorOf(ledger.endorse({ ...call, endorsers })),
      ];
    },
    expected: Array<unknown>(3).fill({
      refusal: { code: 'NOT_NOW', sentence: 'come back on 2 January', path: '/when' },
    }),
  },
  {
    name: 'any other error is a failure of the chaincode',
    run: async (stage) => {
      const ledger = stage.ledger(stage.owner);
      const calls = [
        stage.call([['throw', 'boom']]),
        stage.call([], { transaction: 'conformance:nothing' }),
        stage.call([], { transaction: 'nobody:run' }),
        stage.call([], { args: ['[]', 'too', 'many'] }),
        stage.call([], { args: ['not JSON'] }),
      ];
      return await Promise.all(
        calls.flatMap((call) => [errorOf(ledger.evaluate(call)), errorOf(ledger.endorse(call))]),
      );
    },
    expected: Array<string>(10).fill('CHAINCODE_FAILED'),
  },
  {
    name: 'a failed transaction leaves nothing behind',
    run: async (stage) => {
      const failed = await errorOf(
        stage.endorse(
          stage.call([
            ['put', 'undone', '1'],
            ['throw', 'boom'],
          ]),
        ),
      );
      return { failed: typeof failed, read: await stage.read(['get', 'undone']) };
    },
    expected: { failed: true, read: [''] },
  },
  {
    name: 'endorsers that answer differently are told from one another',
    run: async (stage) => {
      const endorsers = [stage.owner, stage.other];
      return await errorOf(stage.endorse(stage.call([['random', 'dice']], { endorsers })));
    },
    expected: 'ENDORSEMENTS_DIFFER',
  },
  {
    name: 'a name that nobody defined, and an endorser that is no member, are told',
    run: async (stage) => {
      const ledger = stage.ledger(stage.owner);
      const nowhere = stage.call([['get', 'x']], { namespace: 'fairway-nowhere' });
      const nobody = stage.call([['get', 'x']], { endorsers: ['ZZ'] });
      return [
        await errorOf(ledger.evaluate(nowhere)),
        await errorOf(ledger.endorse(nowhere)),
        await errorOf(ledger.evaluate(nobody)),
        await errorOf(ledger.endorse(nobody)),
      ];
    },
    expected: ['PEER_UNAVAILABLE', 'NO_ENDORSEMENT_PLAN', 'PEER_UNAVAILABLE', 'PEER_UNAVAILABLE'],
  },
  {
    name: 'a contract knows who asks and when, alike at every endorser',
    run: async (stage) => {
      const { code, results } = await stage.write(['creator'], ['time'], ['put', 'asked', '1']);
      const [creator, time] = results as [[string, unknown], string];
      return { code, creator: creator[0] === stage.owner, time: !Number.isNaN(Date.parse(time)) };
    },
    expected: { code: 0, creator: true, time: true },
  },
];
