import { Aeo, AeoListImport, type Lined } from '@fairway/sdk';
import { stageOf } from '../cast.js';
import { Copies } from './copies.js';
import { Issuer } from './issuer.js';
import { onNetwork, type NetworkOptions } from './on-network.js';
import { nodesTime, ownTime } from './processor-time.js';
import { quantile } from './timing.js';

/** What an operation costs while the ledger holds so many certificates; milliseconds, one client. */
export interface GrowthFigures {
  network: 'embedded' | 'fabric';
  /** How many certificates there were at each measurement. */
  certificates: number[];
  operations: { operation: string; p50: number[]; time: number[]; ratio: { p50: number; time: number } }[];
}

export interface GrowthOptions extends NetworkOptions {
  /** Certificates at the second measurement; the first is at 1,000. */
  certificates: number;
  /** How often each operation is measured. */
  count?: number;
}

const FIRST = 1_000;
const COUNT = 100;

/**
 * Measures grant, check, the first page of a list, and the import of a row while a namespace holds 1,000 certificates,
 * and while it holds many more. All are signed by the officer and replay; a bare contract writes them, many at a time.
 */
export async function benchGrowth(options: GrowthOptions): Promise<GrowthFigures> {
  const { fabric, certificates, count = COUNT, say = () => {} } = options;
  return onNetwork(options, async ({ members, ledger, homes }) => {
    const stage = stageOf(members, ledger);
    const [owner, partner] = members as [string, string];
    const issuer = await Issuer.found(stage, owner);
    const copies = await Copies.of(issuer, stage(owner));
    const reader = stage(partner);
    const importing = new AeoListImport({
      issuer: owner,
      registrar: stage(owner, issuer.registrar),
      officer: stage(owner, issuer.officer),
      dueDiligence: { reference: 'EXP-2026-0001', on: '2026-01-15' },
      concurrency: 1,
    });
    let rows = 0;
    let checked = 0;
    const operations: Record<string, () => Promise<unknown>> = {
      grant: () => issuer.grant(),
      // Another one each time, so that the session has not read it before.
      check: () => new Aeo(reader).check(owner, copies.number(checked++)),
      'list: a page of 50': () => firstPage(new Aeo(reader), owner),
      'import: a row': () => importing.apply([rowOf(owner, ++rows)]),
    };
    const sizes = [FIRST, certificates];
    const measured = new Map<string, Costs>(Object.keys(operations).map((name) => [name, { p50: [], time: [] }]));
    for (const size of sizes) {
      await copies.fill(ledger(owner), size, (made) => say(`${made} certificates of ${size}`));
      const { transactionId } = await issuer.grant();
      await ledger(partner).outcome(transactionId);
      for (const [name, run] of Object.entries(operations)) {
        say(`${size} certificates: ${name}`);
        for (let index = 0; index < count; index++) await run();
        const before = ownTime() + (await nodesTime(homes));
        const latencies: number[] = [];
        for (let index = 0; index < count; index++) {
          const began = performance.now();
          await run();
          latencies.push(performance.now() - began);
        }
        measured.get(name)!.time.push((ownTime() + (await nodesTime(homes)) - before) / count);
        measured.get(name)!.p50.push(quantile(latencies, 0.5));
      }
    }
    return {
      network: fabric ? 'fabric' : 'embedded',
      certificates: sizes,
      operations: [...measured].map(([operation, { p50, time }]) => ({
        operation,
        p50,
        time,
        ratio: { p50: p50[1]! / p50[0]!, time: time[1]! / time[0]! },
      })),
    };
  });
}

interface Costs {
  p50: number[];
  time: number[];
}

async function firstPage(aeo: Aeo, issuer: string): Promise<void> {
  let seen = 0;
  for await (const listed of aeo.list(issuer, { pageSize: 50 })) {
    if ('refusal' in listed) throw listed.refusal;
    if (++seen === 50) return;
  }
}

const rowOf = (issuer: string, index: number): Lined => ({
  line: index + 1,
  row: {
    number: `${issuer}-2026/L${String(index).padStart(6, '0')}`,
    identifier: { scheme: 'TIN', value: `${issuer}${String(20_100_000_000 + index)}` },
    name: `Operador de la lista ${index}`,
    type: 'OEA',
    grantedOn: '2026-01-15',
    validFrom: '2026-01-15',
    validTo: '2031-01-14',
    status: 'active',
  },
});
