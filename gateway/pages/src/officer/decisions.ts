import type { AeoCheck } from '@fairway/model';

/** What an officer decides on this page. */
export const OFFICER_ACTS = ['aeo.grant', 'aeo.suspend', 'aeo.reinstate', 'aeo.revoke'] as const;
export type OfficerAct = (typeof OFFICER_ACTS)[number];

export const isOfficerAct = (type: string): type is OfficerAct => OFFICER_ACTS.some((one) => one === type);

/** What is offered for a certificate as it stands; whether it may be done, the rules of the domain say. */
export const offeredFor = (status: AeoCheck['status']): OfficerAct[] =>
  ({
    active: ['aeo.suspend' as const, 'aeo.revoke' as const],
    'not-yet-valid': ['aeo.suspend' as const, 'aeo.revoke' as const],
    expired: ['aeo.suspend' as const, 'aeo.revoke' as const],
    suspended: ['aeo.reinstate' as const, 'aeo.revoke' as const],
    revoked: [],
    withdrawn: [],
    annulled: [],
    unknown: [],
  })[status];
