/** The offices a member's officers hold. */
export const OFFICES = ['registrar', 'aeo-officer', 'supervisor', 'auditor'] as const;
export type Office = (typeof OFFICES)[number];

/** What businesses and authorities do on the network. */
export const BUSINESS_ROLES = [
  'trader',
  'carrier',
  'forwarder',
  'bank',
  'guarantor',
  'issuing-authority',
  'insurer',
  /** Another register of electronic bills, which bills are handed over to and taken back from. */
  'platform',
] as const;

export const ROLES = [...OFFICES, ...BUSINESS_ROLES] as const;
export type Role = (typeof ROLES)[number];

export const isOffice = (role: Role): role is Office => (OFFICES as readonly Role[]).includes(role);

/** Whoever relies on these must know who they are, so their names are public. */
const PUBLIC_ROLES: readonly Role[] = ['carrier', 'bank', 'issuing-authority', 'platform'];

export const isPublicRole = (role: Role): boolean => PUBLIC_ROLES.includes(role);

/** What a role needs to be exercised: a forwarder that issues eFBLs is licensed and insured (FIATA), financiers are licensed. */
export const NEEDS: Readonly<Partial<Record<Role, readonly ('licence' | 'insurance')[]>>> = {
  forwarder: ['licence', 'insurance'],
  bank: ['licence'],
  guarantor: ['licence'],
  insurer: ['licence'],
};
