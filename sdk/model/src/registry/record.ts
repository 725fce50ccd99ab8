import * as z from 'zod';
import { ActType, type Act } from '../act.js';
import type { Digest } from '../digest.js';
import { Handle, Identifier, Member } from '../identifiers.js';
import { versionAt, type Version } from '../interval.js';
import { Bytes32, EncryptionJwk, PublicJwk } from '../key.js';
import { rule } from '../schema.js';
import { pattern, text } from '../text.js';
import { CalendarDate, Instant, LAST, TimeZone } from '../time.js';
import { OFFERED } from '../title/offered.js';
import type { PublishPageArgs } from './page.js';
import type { PublishRootsArgs } from './roots.js';
import { NEEDS, OFFICES, ROLES, isOffice, isPublicRole, type Role } from './roles.js';
import type { ParticipantStatus } from './standing.js';

const Cover = z.strictObject({ reference: text(64), validTo: CalendarDate });

const Roles = z
  .array(z.enum(ROLES))
  .min(1)
  .max(ROLES.length)
  .check(
    rule<Role[]>((roles) => new Set(roles).size === roles.length, 'NAMED_TWICE', 'each role is named once'),
    rule<Role[]>(
      (roles) => roles.every(isOffice) || !roles.some(isOffice),
      'ROLES_DO_NOT_MIX',
      `officers (${OFFICES.join(', ')}) have no business roles`,
    ),
  );

const Entitlement = z.strictObject({ roles: Roles, licence: Cover.optional(), insurance: Cover.optional() });

const ActTypes = z
  .array(ActType)
  .max(32)
  .check(
    rule<string[]>((types) => new Set(types).size === types.length, 'NAMED_TWICE', 'each type of act is named once'),
  );

/** The types of act that a key may sign, where it is not for all: a signatory's limits. */
const Limits = ActTypes.min(1).optional();

/** A key and when it may sign: from a moment (absent: from the act's recording) to another (absent: until retired). */
const NewKey = z
  .strictObject({ jwk: PublicJwk, from: Instant.optional(), to: Instant.optional(), acts: Limits })
  .check(
    rule<{ from?: string | undefined; to?: string | undefined }>(
      ({ from, to }) => from === undefined || to === undefined || from < to,
      'ENDS_BEFORE_START',
      'a key ends after it begins',
      ['to'],
    ),
  );

/** The sponsor's check of the party: its file's reference and the day it was done. */
const DueDiligence = z.strictObject({ reference: text(64), on: CalendarDate });
export type DueDiligence = z.infer<typeof DueDiligence>;

const Identifiers = z.array(Identifier).min(1).max(8);

/** Name and identifiers of a party whose role makes them public. */
const PublicIdentity = z.strictObject({ name: text(140), identifiers: Identifiers });

/** Name and identifiers that only the sponsor and those entitled read; the salt keeps the digest from being guessed. */
export const PrivateIdentity = z.strictObject({
  salt: Bytes32,
  name: text(140),
  /** At least one for a business; an officer may have none. */
  identifiers: z.array(Identifier).max(8),
  address: text(250).optional(),
  contact: text(140).optional(),
  /** Where the party works: what customs may be asked to inspect. */
  sites: z
    .array(z.strictObject({ address: text(250), purpose: text(80).optional() }))
    .min(1)
    .max(20)
    .optional(),
  /** What it was called before, with the last day of each name. */
  formerNames: z
    .array(z.strictObject({ name: text(140), until: CalendarDate }))
    .min(1)
    .max(20)
    .optional(),
});
export type PrivateIdentity = z.infer<typeof PrivateIdentity>;

const Reason = text(250);

/** Where the identity of a party stands: on the record, or behind a digest. */
const isPublicParty = (roles: readonly Role[]): boolean => roles.some(isPublicRole);

const profile = {
  dueDiligence: DueDiligence,
  /** Of an officer: the office as it is called at home. The person's name is private. */
  office: text(140).optional(),
  public: PublicIdentity.optional(),
  /** Of a business that is not public: what `privateClaim` makes of its identifiers. */
  claims: z.array(Bytes32).min(1).max(8).optional(),
};

const claimsFitRoles = rule<{ roles: Role[]; claims?: unknown }>(
  ({ roles, claims }) => (claims !== undefined) === !(isPublicParty(roles) || roles.every(isOffice)),
  'CLAIMS_DO_NOT_FIT_ROLES',
  'a business that is not named in public claims its identifiers, and nobody else does',
  ['claims'],
);

const identityFitsRoles = rule<{ roles: Role[]; public?: unknown; office?: string | undefined }>(
  ({ roles, public: identity, office }) =>
    isPublicParty(roles) === (identity !== undefined) && roles.every(isOffice) === (office !== undefined),
  'IDENTITY_DOES_NOT_FIT_ROLES',
  'carriers, banks, platforms and issuing authorities are named in public, officers by their office, everyone else in private only',
);

const hasCovers = rule<{ roles: Role[]; licence?: unknown; insurance?: unknown }>(
  (args) => args.roles.flatMap((role) => NEEDS[role] ?? []).every((cover) => args[cover] !== undefined),
  'COVER_MISSING',
  'forwarders give a licence and an insurance; banks, guarantors and insurers a licence',
);

/** A business may be known before it has a key: members bring lists of operators who have never used the network. */
const officersSign = rule<{ roles: Role[]; keys: unknown[] }>(
  ({ roles, keys }) => keys.length > 0 || !roles.every(isOffice),
  'TOO_SHORT',
  'an officer is registered with a key; a business may have none yet',
  ['keys'],
);

/** Arguments of the act that founds a member's namespace; its registrars sign it together. */
export const FoundArgs = z.strictObject({
  member: Member,
  name: text(140),
  /** The network's name; a namespace belongs to one network. */
  network: pattern(/^[a-z][a-z0-9-]{0,31}$/, 'a network is named in small letters, digits and hyphens'),
  timeZone: TimeZone,
  registrars: z
    .array(z.strictObject({ handle: Handle, office: text(140), jwk: PublicJwk }))
    .min(1)
    .max(8),
});
export type FoundArgs = z.infer<typeof FoundArgs>;

export const RegisterArgs = z
  .strictObject({ ...Entitlement.shape, ...profile, keys: z.array(NewKey).max(8) })
  .check(identityFitsRoles, claimsFitRoles, hasCovers, officersSign);
export type RegisterArgs = z.infer<typeof RegisterArgs>;

/** The party's whole profile and entitlement as they are from now on. */
export const AmendArgs = z
  .strictObject({ ...Entitlement.shape, ...profile, reason: Reason })
  .check(identityFitsRoles, claimsFitRoles, hasCovers);
export type AmendArgs = z.infer<typeof AmendArgs>;

export const ReasonArgs = z.strictObject({ reason: Reason });
export const AddKeyArgs = NewKey;
/** Whether the party lets its sponsor show its identity to partners; a registrar says which signed form has it. */
export const ConsentArgs = z.strictObject({ given: z.boolean(), reference: text(64).optional() });
/** An order that a party does nothing at all, or that lifts one. */
export const FreezeArgs = z.strictObject({ order: text(64), reason: Reason.optional() });
/** A new key for a party whose keys were lost or stolen, and the keys that it replaces when it comes into force. */
export const RekeyArgs = z.strictObject({
  jwk: PublicJwk,
  acts: Limits,
  replaces: z
    .array(Bytes32)
    .max(8)
    .check(rule<string[]>((keys) => new Set(keys).size === keys.length, 'NAMED_TWICE', 'each key is named once')),
  dueDiligence: DueDiligence,
});
/** The key by which the party is written to from now on. */
export const SetEncryptionKeyArgs = z.strictObject({ jwk: EncryptionJwk });
export const ObjectArgs = z.strictObject({ thumbprint: Bytes32, reason: Reason });
/** The types of act that two signatories of a firm sign together; none: each signs alone. */
export const SetSigningArgs = z.strictObject({ together: ActTypes, dueDiligence: DueDiligence.optional() });
/** What a party accepts ahead, from whom (absent: from anyone); none: nothing any more. */
export const SetAcceptanceArgs = z.strictObject({
  accepts: z
    .array(
      z.strictObject({
        what: z.array(z.enum(OFFERED)).min(1).max(OFFERED.length),
        from: z.array(Handle).min(1).max(64).optional(),
      }),
    )
    .max(16),
});
export type SetAcceptanceArgs = z.infer<typeof SetAcceptanceArgs>;
/** A new name: `name` where it is public; the register's reference; the first day of the new name. */
export const RenameArgs = z.strictObject({ name: text(140).optional(), deed: text(64), on: CalendarDate });
/** To whom everything passes, by which deed, and from when on (absent: from the recording). */
export const SucceedArgs = z.strictObject({ successor: Handle, deed: text(64), from: Instant.optional() });
export const AcceptSuccessionArgs = z.strictObject({ predecessor: Handle, deed: text(64) });
export const CallOffSuccessionArgs = z.strictObject({ successor: Handle, deed: text(64), reason: Reason });
export const RetireKeyArgs = z.strictObject({ thumbprint: Bytes32, reason: Reason });

/** Whether an act on a participant has a private part: everyone's name but that of a public party. */
export const hasPrivateIdentity = (act: Act<{ roles: Role[] }>): boolean => !isPublicParty(act.args.roles);

/** A key as the registry keeps it, with when it may sign. */
export interface RegisteredKey {
  jwk: PublicJwk;
  from: Instant;
  to?: Instant | undefined;
  act: Digest;
  /** The only types of act that it may sign; absent: all that its holder may do. */
  acts?: string[] | undefined;
  /** The act that retired it, at `to`. */
  retiredBy?: Digest | undefined;
  /** Of a key brought by a rekey: the keys that end when it begins. */
  replaces?: Digest[] | undefined;
  /** The rekey by which another key takes its place at `to`, and when it was to end before that. */
  replaced?: { by: Digest; to?: Instant | undefined } | undefined;
  /** The objection that voided it before it began. */
  objectedBy?: Digest | undefined;
}

/** A party that a member sponsors, or an officer of it. */
export interface Participant {
  schema: 'participant/1';
  handle: Handle;
  sponsor: string;
  dueDiligence?: DueDiligence | undefined;
  office?: string | undefined;
  public?: z.infer<typeof PublicIdentity> | undefined;
  /** The digest of the private identity. */
  private?: Digest | undefined;
  /** What no other party of the sponsor may claim while this one is not closed. */
  claims: string[];
  /** Whether its identity may be shown to partners, from when on. */
  consents: Version<{ given: boolean; reference?: string | undefined; by: Handle }>[];
  /** Names that it bore: public, or by the digest of the private identity; until when on the record, and by deed. */
  former?:
    | {
        name?: string | undefined;
        private?: Digest | undefined;
        to: Instant;
        /** The first day of the name that came after it. */
        until: CalendarDate;
        deed: string;
        act: Digest;
      }[]
    | undefined;
  status: ParticipantStatus;
  /** By thumbprint (RFC 7638). */
  keys: Record<Digest, RegisteredKey>;
  /** The keys by which it is written to, the newest last; none of them signs. */
  encryptionKeys?: Version<z.infer<typeof SetEncryptionKeyArgs>>[] | undefined;
}

/** Whether a party's identity may be shown to partners of its sponsor at a moment (absent: now). */
export const hasConsented = ({ consents }: Participant, at: Instant = LAST): boolean =>
  versionAt(consents, at)?.given ?? false;

/** A member of the network, as its founding act has it. */
export interface MemberRecord {
  schema: 'member/1';
  member: string;
  name: string;
  network: string;
  timeZone: string;
  founded: Instant;
  registrars: Handle[];
  /** By which certificates its peers are known, as it has published it. */
  roots?: Version<PublishRootsArgs>[] | undefined;
  /** The verification pages that it has published, oldest first. */
  pages?: Version<PublishPageArgs>[] | undefined;
}
