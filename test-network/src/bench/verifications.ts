import {
  ATTEST,
  namespaceOf,
  textOf,
  toBase64url,
  type Bundle,
  type Digest,
  type RecordAddress,
  type RelianceReceipt,
} from '@fairway/model';
import { openGateway, watchTo } from '@fairway/gateway';
import { bundleFrom, collectRecord, collectSummary, trustListOf, type CollectOptions } from '@fairway/sdk';
import { readTrustList, verify } from '@fairway/verifier';
import { ADMINISTRATIONS, foundMember, publishRoot, stageOf, type Stage } from '../cast.js';
import { checkedInChromium } from './in-chromium.js';
import { Issuer } from './issuer.js';
import { onNetwork, type BenchNetwork, type NetworkOptions } from './on-network.js';
import { inParallel, quantile } from './timing.js';

/** How one step of a verification did, in milliseconds. */
export interface StepFigures {
  step: string;
  p50: number;
  p95: number;
  /** Its p50 by that of the plain evaluate in the same run. */
  ratio?: number;
}

export interface VerificationFigures {
  network: 'embedded' | 'fabric';
  members: number;
  count: number;
  /** One verifier at a time. */
  steps: StepFigures[];
  /** The checking of both by the page in Chromium; absent where there is none. */
  inBrowser?: StepFigures[];
  /** All at once, through one member's gateway. */
  atOnce: { count: number; errors: number; elapsed: number };
}

const COUNT = 100;
const AT_ONCE = 200;
/** All steps take turns, so that what else the machine does falls on each alike. */
const ROUNDS = 3;
/** What runs before anything is measured. */
const WARM_UP = 10;

/** One member's answer to a question by a plain evaluate; what the owner and a majority sign of it; and the checking of both. */
export async function benchVerifications(
  options: NetworkOptions & { count?: number; atOnce?: number },
): Promise<VerificationFigures> {
  const { fabric, count = COUNT, atOnce = AT_ONCE, say = () => {} } = options;
  return onNetwork(options, async (network) => {
    const { members, channel, ledger: ledgerOf } = network;
    const stage = stageOf(members, ledgerOf);
    const [owner, asker] = members as [string, string];
    say('founds the members');
    const issuer = await found(stage, network);
    say('grants certificates');
    const records: RecordAddress[] = [];
    let latest = '';
    while (records.length < Math.min(count, 20)) {
      const { number, transactionId } = await issuer.grant();
      records.push({ member: owner, kind: 'aeo', id: number });
      latest = transactionId;
    }
    await Promise.all(members.map((member) => ledgerOf(member).outcome(latest)));
    const trustList = await trustListOf(stage(asker), channel);
    const trust = await readTrustList(trustList);
    const nonce = () => toBase64url(crypto.getRandomValues(new Uint8Array(32)));
    const ledger = ledgerOf(asker);
    const how = (): CollectOptions => ({ ledger, members, nonce: nonce() });
    const recordAt = (index: number) => records[index % records.length]!;
    const summaries: Bundle[] = [];
    const histories: Bundle[] = [];
    const checked = async (bundle: Bundle, record: RecordAddress, asked?: string) => {
      const { verdict } = await verify(bundle, { trust, record, ...(asked !== undefined && { nonce: asked }) });
      if (verdict !== 'valid') throw new Error(`${record.id} was found ${verdict}`);
    };
    const steps: { name: string; run: (index: number) => Promise<unknown> }[] = [
      {
        name: 'plain evaluate',
        run: (index) => {
          const { kind, id } = recordAt(index);
          const question = textOf({ version: 1, nonce: nonce(), summary: { kind, id } });
          return ledger.evaluate({ namespace: namespaceOf(owner), transaction: ATTEST, args: [question] });
        },
      },
      {
        name: 'by number: the owner and a majority sign',
        run: async (index) => (summaries[index] = await collectSummary(recordAt(index), how())),
      },
      {
        name: 'with all acts: the same',
        run: async (index) => (histories[index] = await collectRecord(recordAt(index), how())),
      },
      { name: 'checking the first', run: (index) => checked(summaries[index]!, recordAt(index)) },
      { name: 'checking the second', run: (index) => checked(histories[index]!, recordAt(index)) },
    ];
    const took = steps.map((): number[] => []);
    const each = Math.ceil(count / ROUNDS);
    const indices = (round: number) => Array.from({ length: each }, (_, index) => round * each + index);
    for (const { run } of steps) await inParallel(indices(ROUNDS).slice(0, WARM_UP), 1, run);
    for (let round = 0; round < ROUNDS; round++)
      for (const [place, { name, run }] of steps.entries()) {
        say(`round ${round + 1} of ${ROUNDS}: ${name}`);
        took[place]!.push(...(await inParallel(indices(round), 1, run)));
      }
    say('checking in Chromium');
    const inBrowser: StepFigures[] = [];
    for (const [step, bundles] of [
      ['checking the first in Chromium', summaries],
      ['checking the second in Chromium', histories],
    ] as const) {
      const receipts = bundles.map((bundle, index) => receiptOf(bundle, recordAt(index), trust.digest));
      const times = await checkedInChromium([...receipts.slice(0, WARM_UP), ...receipts], trustList);
      if (times) inBrowser.push(figuresOf(step, times.slice(Math.min(receipts.length, WARM_UP))));
    }
    say(`${atOnce} verifications at once, over HTTP`);
    let errors = 0;
    const gateway = await openGateway({
      ...{ member: asker, channel, ledger: () => ledger, watch: watchTo({ write: () => undefined }) },
      http: { host: '127.0.0.1', port: 0, members: [...members] },
    });
    const began = performance.now();
    const all = Array.from({ length: atOnce }, (_, index) => index);
    await inParallel(all, atOnce, async (index) => {
      const record = recordAt(index);
      const question = { record, nonce: nonce() };
      await bundleFrom(gateway.url, question)
        .then((bundle) => checked(bundle, record, question.nonce))
        .catch(() => errors++);
    });
    const elapsed = performance.now() - began;
    await gateway.close();
    const plain = quantile(took[0]!, 0.5);
    return {
      network: fabric ? 'fabric' : 'embedded',
      members: members.length,
      count: each * ROUNDS,
      steps: steps.map(({ name }, place) => ({
        ...figuresOf(name, took[place]!),
        ...(place === 1 || place === 2 ? { ratio: quantile(took[place]!, 0.5) / plain } : {}),
      })),
      ...(inBrowser.length > 0 && { inBrowser }),
      atOnce: { count: atOnce, errors, elapsed },
    };
  });
}

const figuresOf = (step: string, times: readonly number[]): StepFigures => ({
  step,
  p50: quantile(times, 0.5),
  p95: quantile(times, 0.95),
});

const receiptOf = (bundle: Bundle, record: RecordAddress, network: Digest): RelianceReceipt => ({
  ...{ version: 1, network, record, bundle },
});

/** Founds all members, each with its roots published; the first one grants. */
async function found(stage: Stage, { members, rootOf }: BenchNetwork): Promise<Issuer> {
  const [owner, ...others] = members as [string, ...string[]];
  const issuer = await Issuer.found(stage, owner);
  await publishRoot(stage, issuer.registrar, await rootOf(owner));
  for (const member of others) {
    const administration = ADMINISTRATIONS.find((one) => one.member === member)!;
    await publishRoot(stage, await foundMember(stage, administration, 'bench'), await rootOf(member));
  }
  return issuer;
}
