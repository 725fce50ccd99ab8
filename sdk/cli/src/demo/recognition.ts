import { DAY, instantOf } from '@fairway/model';
import { Agreements, Uses, type RecognitionCheck } from '@fairway/sdk';
import { registerOfficer, type Stage } from '@fairway/test-network';
import { styleText } from 'node:util';
import { mark } from '../table.js';
import type { Cast } from './cast.js';
import { numberOf } from './certificates.js';
import { memberSays } from './member-says.js';
import { whyRefused } from './why-refused.js';

/** What UY owes to the holder of AR's first certificate, and what became of recording one benefit twice. */
export interface RecognitionResult {
  agreement: string;
  digest: string;
  check: RecognitionCheck;
  used: string;
  usedAgain: string;
}

const AGREEMENT = 'MRA-1';

/** AR proposes an agreement and UY accepts it; UY's officer is then told what it owes, and records a benefit, once. */
export async function recognise(stage: Stage, casts: readonly Cast[]): Promise<RecognitionResult> {
  const [ar, uy] = ['AR', 'UY'].map((member) => casts.find((one) => one.member === member)!) as [Cast, Cast];
  const [proposer, accepter] = await Promise.all(
    [ar, uy].map(async ({ member, registrar }) => {
      const supervisor = await registerOfficer(stage, registrar, 'supervisor');
      return new Agreements(stage(member, supervisor));
    }),
  );
  const benefits = ['priority-treatment', 'fewer-physical-inspections'];
  await proposer!.accept('AR', AGREEMENT, 1, {
    title: 'Reconocimiento mutuo',
    parties: ['AR', 'UY'],
    effectiveFrom: '2026-01-01',
    noticeDays: 90,
    answerWithin: { days: 20, count: 'working' },
    recognitions: [
      { of: 'AR', types: [ar.programme], by: 'UY', benefits },
      { of: 'UY', types: [uy.programme], by: 'AR', benefits },
    ],
  });
  await accepter!.acceptAs('UY', AGREEMENT, 'AR');
  const { digest } = (await accepter!.get('UY', AGREEMENT)).accepted[0]!;
  const number = numberOf('AR', 0);
  const check = await new Agreements(stage('UY')).check('UY', 'AR', number);
  const uses = new Uses(stage('UY', uy.officer));
  const on = instantOf(Date.now() - DAY).slice(0, 10);
  const applied = {
    ...{ agreement: AGREEMENT, issuer: 'AR', number, type: ar.programme },
    ...{ benefit: benefits[0]!, declaration: 'DUA-2026-000017', on },
  };
  const { id } = await uses.record('UY', applied);
  return {
    agreement: AGREEMENT,
    digest,
    check,
    used: id,
    usedAgain: await whyRefused(() => uses.record('UY', applied)),
  };
}

/** Shows what was agreed, owed and given. */
export function showRecognition({ agreement, digest, check, usedAgain }: RecognitionResult): void {
  memberSays('AR', `proposes agreement ${agreement}`);
  memberSays('UY', `accepts the same text, ${styleText('dim', `digest ${digest.slice(0, 12)}…`)}`);
  memberSays('UY', `asks what it owes:  ${mark(check.owed.length > 0, owedBy(check))}`);
  memberSays('UY', `records that a benefit was given, and again:  ${mark(false, `refused, ${usedAgain}`)}`);
}

/** What is owed, in a few words. */
export const owedBy = ({ owed }: RecognitionCheck): string =>
  owed.length === 0
    ? 'nothing is owed'
    : `${owed.map(({ benefit }) => benefit).join(', ')} under ${owed[0]!.agreement}`;
