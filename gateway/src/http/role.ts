/**
 * What a token gives a right to, each with all that the ones before it may: a party reads what is everyone's and the
 * records that it is named in; an officer all records and the private parts that the member may read; a service, one of
 * the member's own systems, also the secret under which private things are named.
 */
export const ROLES = ['party', 'officer', 'service'] as const;
export type Role = (typeof ROLES)[number];

/** Who may ask: anyone, without a token, or who has at least a role. */
export type Access = 'anyone' | Role;

/** Who asks, as a checked token says. */
export interface Caller {
  /** The token's subject, for limits; it is not logged. */
  subject: string;
  role: Role;
  /** The participant for whom it was given. */
  handle?: string;
}

export const isAtLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);
