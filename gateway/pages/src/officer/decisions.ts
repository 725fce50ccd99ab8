import { AEO_OFFICER_ACTS, possibleActs, type AeoCertificate, type Instant } from '@fairway/model';

/**
 * What an officer decides on this page: all that the rules let one do (`AEO_OFFICER_ACTS`) but recording a document,
 * which is made, recorded and kept in one go by `fairway document`.
 */
export const OFFICER_ACTS = ['aeo.grant', ...AEO_OFFICER_ACTS.filter((type) => type !== 'aeo.document')] as const;
export type OfficerAct = (typeof OFFICER_ACTS)[number];

export const isOfficerAct = (type: string): type is OfficerAct => OFFICER_ACTS.some((one) => one === type);

/** What may be decided about a certificate as it stands; the rules of the domain say. */
export function offeredFor(certificate: AeoCertificate, at: Instant): OfficerAct[] {
  const possible = possibleActs(certificate, at);
  return OFFICER_ACTS.filter((type) => possible.some((one) => one.type === type));
}

/** What a decision may name of the certificate: decisions that are appealed against, appeals that are pending. */
export const nameable = (certificate: AeoCertificate, at: Instant, type: OfficerAct, argument: string): string[] =>
  possibleActs(certificate, at)
    .filter((one) => one.type === type)
    .map(({ args }) => String(args[argument]));
