import type { AgreementText } from '@fairway/model';
import { Agreements } from '@fairway/sdk';
import { registerOfficer, type Actor } from '@fairway/test-network';
import type { World } from './world.ts';

/** Has the partner owe these benefits to the issuer's operators, and gives the issuer's supervisor, who agreed to it. */
export async function agreed(world: World, agreement: string, benefits: string[]): Promise<Actor> {
  const { stage, issuer, partner } = world;
  const supervisor = await registerOfficer(stage, world.registrar, 'supervisor');
  const other = await registerOfficer(stage, world.partnerRegistrar, 'supervisor');
  const text: AgreementText = {
    title: 'Reconocimiento mutuo',
    parties: [issuer, partner],
    effectiveFrom: '2026-01-01',
    noticeDays: 0,
    answerWithin: { days: 20, count: 'working' },
    recognitions: [{ of: issuer, types: ['OEA'], by: partner, benefits }],
  };
  await new Agreements(stage(issuer, supervisor)).accept(issuer, agreement, 1, text);
  await new Agreements(stage(partner, other)).acceptAs(partner, agreement, issuer);
  return supervisor;
}
