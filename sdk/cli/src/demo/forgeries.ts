import { styleText } from 'node:util';
import { HOUR, instantOf, namespaceOf } from '@fairway/model';
import { Aeo, submit } from '@fairway/sdk';
import type { Stage } from '@fairway/test-network';
import { mark } from '../table.js';
import type { Cast } from './cast.js';
import { numberOf } from './certificates.js';
import { FORGERS, type DemoOptions, type Setting } from './setting.js';
import { whyRefused } from './why-refused.js';

/** What was tried without the member whose record it is, and how it was refused. */
export type ForgeriesResult = { attempt: string; refused: string }[];

/** Others than AR try to suspend a certificate of AR's. */
export async function forge(
  setting: Setting,
  stage: Stage,
  casts: readonly Cast[],
  options: DemoOptions,
): Promise<ForgeriesResult> {
  const target = { member: 'AR', number: numberOf('AR', 1) };
  const officer = casts.find(({ member }) => member === 'PY')!.officer;
  const forgeries: { attempt: string; work: () => Promise<unknown> }[] = [
    {
      attempt: `PY's officer signs a suspension of ${target.number}, which is AR's`,
      work: () => new Aeo(stage('PY', officer)).suspend(target.member, target.number, { reason: 'insolvency' }),
    },
  ];
  forgeries.push({
    attempt: `BR and PY hold a suspension that AR's own officer signed, and endorse it without AR`,
    work: async () => {
      const args = [
        await signedSuspension(
          stage,
          casts.find(({ member }) => member === 'AR')!,
          target.number,
        ),
      ];
      const call = { namespace: namespaceOf('AR'), transaction: 'aeo:suspend', args };
      return submit(setting.ledger('PY'), { ...call, endorsers: FORGERS });
    },
  });
  // Real nodes run honest code here; what tampered code does on them, the tests show.
  if (!options.fabric) {
    forgeries.push({
      attempt: `BR and PY run doctored code that writes AR's record, and endorse it by themselves`,
      work: () =>
        submit(setting.ledger('PY'), {
          namespace: namespaceOf('AR'),
          transaction: 'doctored:write',
          args: ['aeo', target.number, '{"status":[]}'],
          endorsers: FORGERS,
        }),
    });
  }
  const tried: ForgeriesResult = [];
  for (const { attempt, work } of forgeries) tried.push({ attempt, refused: await whyRefused(work) });
  const { status } = await new Aeo(stage('UY')).check(target.member, target.number);
  if (status !== 'active') throw new Error(`${target.number} should be active and is ${status}`);
  return tried;
}

/** A suspension as AR's officer signs it, for whoever gets hold of it. */
async function signedSuspension(stage: Stage, { member, officer }: Cast, number: string): Promise<string> {
  const [grant] = await new Aeo(stage(member)).history(member, number);
  return officer.sign({
    version: 1,
    type: 'aeo.suspend',
    actor: officer.handle,
    records: [{ member, kind: 'aeo', id: number, sequence: 2, previous: grant!.act }],
    args: { reason: 'insolvency' },
    notAfter: instantOf(Date.now() + HOUR),
  });
}

/** Shows the attempts and why each was refused. */
export function showForgeries(forgeries: ForgeriesResult): void {
  console.log(styleText('bold', '\nWho is not AR tries'));
  for (const { attempt, refused } of forgeries) console.log(`  ${attempt}\n    ${mark(false, `refused, ${refused}`)}`);
}
