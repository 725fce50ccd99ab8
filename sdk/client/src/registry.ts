import {
  FOUND,
  FoundArgs,
  MemberDomain,
  ParticipantDomain,
  PrivateIdentity,
  areAtHome,
  canonical,
  check,
  demand,
  digestOfJson,
  isOffice,
  namespaceOf,
  newHandle,
  sponsorOf,
  toBase64url,
  type AddKeyArgs,
  type AmendArgs,
  type Handle,
  type MemberRecord,
  type Participant,
  type Receipt,
  type RecordAddress,
  type RegisterArgs,
  type RetireKeyArgs,
  type Role,
} from '@fairway/model';
import type { infer as Infer } from 'zod';
import type { Party, Session } from './session.js';
import type { Committed } from './submit.js';

/** Name and identifiers that are not for everyone; the salt is made here unless given. */
export type NewPrivateIdentity = Omit<PrivateIdentity, 'salt'> & { salt?: string };

/** The public part is recorded and the private one is not yet: `keepPrivate(handle, identity)` completes it. */
export class PrivateNotKept extends Error {
  override readonly name = 'PrivateNotKept';
  readonly code = 'PRIVATE_NOT_KEPT';

  constructor(
    readonly handle: Handle,
    readonly identity: PrivateIdentity,
    cause: unknown,
  ) {
    super(`PRIVATE_NOT_KEPT: ${handle} is recorded, its private identity is not kept yet; keep it with keepPrivate`, {
      cause,
    });
  }
}

/** Members as their founding acts have them. */
export class Members {
  constructor(private readonly session: Session) {}

  /**
   * Founds a member's namespace: the first act in it, which pins the network's name and the member's registrars. All
   * registrars sign; `party.sign` brings their signatures together. The session's ledger must speak as a service of
   * the member.
   */
  found(args: FoundArgs, party: Party): Promise<Receipt & Committed> {
    check(FoundArgs, args);
    const { member, registrars } = args;
    const records: RecordAddress[] = [
      { member, kind: MemberDomain.kind, id: member },
      ...registrars.map(({ handle }) => ({ member, kind: ParticipantDomain.kind, id: handle })),
    ];
    return this.session.act({ type: FOUND, records, args }, party);
  }

  /** The member's record. Throws `RECORD_UNKNOWN` where it is not founded. */
  async get(member: string): Promise<MemberRecord> {
    return (await this.session.read<MemberRecord>({ member, kind: MemberDomain.kind, id: member })).record;
  }
}

/** Participants and officers that members sponsor. */
export class Participants {
  constructor(private readonly session: Session) {}

  /**
   * Registers a party under a new random handle: the public part by a signed act, then the private identity into the
   * sponsor's own collection. Where only the second step fails, the party is registered, and `PrivateNotKept`
   * carries what `keepPrivate` takes to complete it.
   */
  async register(
    sponsor: string,
    args: RegisterArgs,
    identity?: NewPrivateIdentity,
    handle: Handle = newHandle(sponsor),
  ): Promise<{ handle: Handle; identity?: PrivateIdentity; receipt: Receipt }> {
    const salted = identity && complete(identity, sponsor, args.roles);
    const receipt = await this.#act('participant.register', handle, args, salted);
    if (!salted) return { handle, receipt };
    await this.#complete(handle, salted);
    return { handle, identity: salted, receipt };
  }

  /** Replaces profile and entitlement, and the private identity with them. */
  async amend(handle: Handle, args: AmendArgs, identity?: NewPrivateIdentity): Promise<Receipt> {
    const salted = identity && complete(identity, sponsorOf(handle), args.roles);
    const receipt = await this.#act('participant.amend', handle, args, salted);
    if (salted) await this.#complete(handle, salted);
    return receipt;
  }

  suspend(handle: Handle, reason: string): Promise<Receipt & Committed> {
    return this.#act('participant.suspend', handle, { reason });
  }

  reinstate(handle: Handle, reason: string): Promise<Receipt & Committed> {
    return this.#act('participant.reinstate', handle, { reason });
  }

  close(handle: Handle, reason: string): Promise<Receipt & Committed> {
    return this.#act('participant.close', handle, { reason });
  }

  addKey(handle: Handle, args: Infer<typeof AddKeyArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.addKey', handle, args);
  }

  retireKey(handle: Handle, args: Infer<typeof RetireKeyArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.retireKey', handle, args);
  }

  /** The public record as its signed acts make it. Throws `RECORD_UNKNOWN` where there is none. */
  async get(handle: Handle): Promise<Participant> {
    return (await this.session.read<Participant>(address(handle))).record;
  }

  /** Puts the private identity into the sponsor's collection; only the sponsor endorses, so nobody else sees it. */
  async keepPrivate(handle: Handle, identity: PrivateIdentity): Promise<void> {
    const sponsor = sponsorOf(handle);
    await this.session.write({
      namespace: namespaceOf(sponsor),
      transaction: 'participant:keepPrivate',
      args: [handle],
      transient: { private: new TextEncoder().encode(canonical(identity)) },
      endorsers: [sponsor],
    });
  }

  /** The private identity, for the sponsor's own services; undefined while it is not there. */
  async getPrivate(handle: Handle): Promise<PrivateIdentity | undefined> {
    return (await this.session.ask(sponsorOf(handle), 'participant:readPrivate', handle)) as
      PrivateIdentity | undefined;
  }

  async #complete(handle: Handle, identity: PrivateIdentity): Promise<void> {
    try {
      await this.keepPrivate(handle, identity);
    } catch (error) {
      throw new PrivateNotKept(handle, identity, error);
    }
  }

  #act(type: string, handle: Handle, args: unknown, identity?: PrivateIdentity): Promise<Receipt & Committed> {
    return this.session.act({
      type,
      records: [address(handle)],
      args,
      ...(identity === undefined ? {} : { private: digestOfJson(identity) }),
    });
  }
}

const address = (handle: Handle): RecordAddress => ({
  member: sponsorOf(check(ParticipantDomain.id, handle)),
  kind: ParticipantDomain.kind,
  id: handle,
});

/**
 * The private identity with its salt. What the sponsor's collection would refuse is refused here already, before the
 * public part is recorded with a digest that nothing can be kept for.
 */
function complete(identity: NewPrivateIdentity, sponsor: string, roles: readonly Role[]): PrivateIdentity {
  const salt = toBase64url(globalThis.crypto.getRandomValues(new Uint8Array(32)));
  const salted = check(PrivateIdentity, { salt, ...identity });
  demand(
    areAtHome(salted.identifiers, sponsor),
    'IDENTIFIER_ELSEWHERE_AT_HOME',
    `a TIN or EORI number is registered at the member whose country it names; ${sponsor} is accepted here`,
    '/private/identifiers',
  );
  // Roles that are none are refused with the act.
  const isOfficer = !Array.isArray(roles) || roles.every(isOffice);
  demand(
    isOfficer || salted.identifiers.length > 0,
    'MISSING_FIELD',
    'a business is known by a TIN, an EORI number or an LEI at least',
    '/private/identifiers',
  );
  return salted;
}
