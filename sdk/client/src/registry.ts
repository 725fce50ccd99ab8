import {
  FOUND,
  Failure,
  FoundArgs,
  MemberDomain,
  ParticipantDomain,
  PrivateIdentity,
  PublishRootsArgs,
  type PublishPageArgs,
  canonical,
  addressOfParty,
  check,
  demand,
  demandIdentified,
  digestOfJson,
  isOffice,
  namespaceOf,
  newHandle,
  privateClaim,
  publicClaim,
  sponsorOf,
  hasPassed,
  standingAt,
  type AcceptSuccessionArgs,
  type CallOffSuccessionArgs,
  type AddKeyArgs,
  type AmendArgs,
  type CalendarDate,
  type ConsentArgs,
  type EncryptionJwk,
  type FreezeArgs,
  type Handle,
  type Identifier,
  type Instant,
  type MemberRecord,
  type ObjectArgs,
  type Participant,
  type Receipt,
  type RecordAddress,
  type RegisterArgs,
  type RekeyArgs,
  type RetireKeyArgs,
  type Role,
  type SetAcceptanceArgs,
  type SetSigningArgs,
  type SucceedArgs,
} from '@fairway/model';
import type { infer as Infer } from 'zod';
import { keptSecretOf, random, secretOf } from './secret.js';
import type { Party, Session } from './session.js';
import type { Committed } from './submit.js';

/** Name and identifiers that are not for everyone; the salt is made here unless given. */
export type NewPrivateIdentity = Omit<PrivateIdentity, 'salt'> & { salt?: string };

/** The public part is recorded and the private one is not yet: `keepPrivate(handle, identity)` completes it. */
export class PrivateNotKept extends Failure<'PRIVATE_NOT_KEPT'> {
  override readonly name = 'PrivateNotKept';

  constructor(
    readonly handle: Handle,
    readonly identity: PrivateIdentity,
    cause: unknown,
  ) {
    super('PRIVATE_NOT_KEPT', `${handle} is recorded, its private identity is not kept yet; keep it with keepPrivate`, {
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
      addressOfMember(member),
      ...registrars.map(({ handle }) => ({ member, kind: ParticipantDomain.kind, id: handle })),
    ];
    return this.session.act({ type: FOUND, records, args }, party);
  }

  /**
   * Publishes, as a registrar, the authorities that certify the member's peers and the peers that no longer count: the
   * whole list as it is from now on. Throws `ROLE_REQUIRED`, …
   */
  publishRoots(member: string, args: PublishRootsArgs): Promise<Receipt & Committed> {
    check(PublishRootsArgs, args);
    return this.session.act({ type: 'member.publishRoots', records: [addressOfMember(member)], args });
  }

  /** Publishes, as a registrar, which verification page the member serves from now on. Throws `ROLE_REQUIRED`, … */
  publishPage(member: string, args: PublishPageArgs): Promise<Receipt & Committed> {
    return this.session.act({ type: 'member.publishPage', records: [addressOfMember(member)], args });
  }

  /** The member's record. Throws `RECORD_UNKNOWN` where it is not founded. */
  async get(member: string): Promise<MemberRecord> {
    return (await this.session.read<MemberRecord>(addressOfMember(member))).record;
  }
}

/** Participants and officers that members sponsor. */
export class Participants {
  constructor(private readonly session: Session) {}

  /**
   * Registers a party under a new random handle: the public part by a signed act, then the private identity into the
   * sponsor's own collection. Where only the second step fails, the party is registered, and `PrivateNotKept`
   * carries what `keepPrivate` takes to complete it. A private party is registered through the sponsor's own services,
   * which alone read the secret that identifiers are claimed with.
   */
  async register(
    sponsor: string,
    args: Omit<RegisterArgs, 'claims'>,
    identity?: NewPrivateIdentity,
    handle: Handle = newHandle(sponsor),
  ): Promise<{ handle: Handle; identity?: PrivateIdentity; receipt: Receipt }> {
    const { receipt, salted } = await this.#identify('participant.register', handle, args, identity);
    return { handle, receipt, ...(salted ? { identity: salted } : {}) };
  }

  /** Replaces profile and entitlement, and the private identity with them. */
  async amend(handle: Handle, args: Omit<AmendArgs, 'claims'>, identity?: NewPrivateIdentity): Promise<Receipt> {
    return (await this.#identify('participant.amend', handle, args, identity)).receipt;
  }

  /** Bars a party from new undertakings. Throws `WRONG_STATE`, `NOT_ONES_OWN`, … */
  suspend(handle: Handle, reason: string): Promise<Receipt & Committed> {
    return this.#act('participant.suspend', handle, { reason });
  }

  /** Ends a suspension. Throws `WRONG_STATE`, … */
  reinstate(handle: Handle, reason: string): Promise<Receipt & Committed> {
    return this.#act('participant.reinstate', handle, { reason });
  }

  /** Closes a party for good and frees what it claimed. Throws `RECORD_CLOSED`, … */
  close(handle: Handle, reason: string): Promise<Receipt & Committed> {
    return this.#act('participant.close', handle, { reason });
  }

  /** Stops everything that a party may do, by an order; also what it owes. Throws `WRONG_STATE`, `NOT_ONES_OWN`, … */
  freeze(handle: Handle, args: Infer<typeof FreezeArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.freeze', handle, args);
  }

  /** Lifts that order: the party stands as it did before. Throws `WRONG_STATE`, … */
  release(handle: Handle, args: Infer<typeof FreezeArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.release', handle, args);
  }

  /**
   * Adds a key: at once by the party itself; a registrar brings the first one, which signs after 72 hours. Throws
   * `REKEY_TERM`, `REKEY_REQUIRED`, `KEY_EXISTS`, …
   */
  addKey(handle: Handle, args: Infer<typeof AddKeyArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.addKey', handle, args);
  }

  /** Retires a key from now on. Throws `KEY_UNKNOWN`, … */
  retireKey(handle: Handle, args: Infer<typeof RetireKeyArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.retireKey', handle, args);
  }

  /**
   * Brings a new key after a lost or stolen one, as registrar; it signs after 72 hours, when those that it replaces end.
   * Throws `KEY_UNKNOWN`, `REKEY_PENDING`, `NOT_ONES_OWN`, …
   */
  rekey(handle: Handle, args: Infer<typeof RekeyArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.rekey', handle, args);
  }

  /** Voids a key brought by `rekey` within its term, as the party, or a registrar. Throws `REKEY_TERM`, … */
  object(handle: Handle, args: Infer<typeof ObjectArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.object', handle, args);
  }

  /**
   * Sets which types of act two signatories of a firm sign together, from now on. Throws `SIGNATURES_TOO_FEW` where one
   * alone would change what is set, …
   */
  setSigning(handle: Handle, args: Infer<typeof SetSigningArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.setSigning', handle, args);
  }

  /**
   * Gives a party another name, as registrar; the old one stays on the record. The private identity of a party that is
   * not named in public is kept anew, with its former names. Throws `IN_THE_FUTURE`, `PrivateNotKept`, …
   */
  async rename(handle: Handle, name: string, { deed, on }: { deed: string; on: CalendarDate }): Promise<Receipt> {
    const before = (await this.get(handle)).private === undefined ? undefined : await this.#privately(handle);
    if (!before) return this.#act('participant.rename', handle, { name, deed, on });
    const formerNames = [...(before.formerNames ?? []), { name: before.name, until: on }];
    const identity = check(PrivateIdentity, { ...before, salt: random(), name, formerNames });
    const receipt = await this.#act('participant.rename', handle, { deed, on }, identity);
    await this.#kept(handle, identity);
    return receipt;
  }

  /** Records that everything passes to a successor by a deed, as registrar. Throws `FROM_IN_THE_PAST`, `WRONG_STATE`, … */
  succeed(handle: Handle, args: Infer<typeof SucceedArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.succeed', handle, args);
  }

  /** Calls off a deed that the successor's sponsor has not accepted. Throws `DEED_UNKNOWN`, `WRONG_STATE`, … */
  callOffSuccession(handle: Handle, args: Infer<typeof CallOffSuccessionArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.callOffSuccession', handle, args);
  }

  /** Accepts what passes to a party by that deed, as a registrar of the successor's sponsor. Throws `DEED_UNKNOWN`, … */
  acceptSuccession(handle: Handle, args: Infer<typeof AcceptSuccessionArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.acceptSuccession', handle, args);
  }

  /**
   * Who stands in a party's place at a moment, from one succession to the next; the party itself where none is in
   * force. Throws `SUCCESSION_CIRCULAR` where parties succeed one another in a circle.
   */
  async successor(handle: Handle, at: Instant): Promise<Handle> {
    const passed = new Set([handle]);
    for (let party = await this.get(handle); ;) {
      const deed = standingAt(party.status, at)?.successions[0];
      if (!deed || deed.from > at) return party.handle;
      const next = await this.get(deed.successor);
      if (!hasPassed(party, next, at)) return party.handle;
      demand(!passed.has(next.handle), 'SUCCESSION_CIRCULAR', `${next.handle} succeeds itself by a circle of deeds`);
      passed.add((party = next).handle);
    }
  }

  /** Says which parts of titles the party accepts ahead, and from whom; none: nothing any more. Throws `NOT_ONES_OWN`, … */
  setAcceptance(handle: Handle, args: SetAcceptanceArgs): Promise<Receipt & Committed> {
    return this.#act('participant.setAcceptance', handle, args);
  }

  /**
   * Says by which key the party is written to, from now on; earlier ones stay on the record, and are kept as long as what
   * was written by them. Throws `KEY_SIGNS`, `REKEY_PENDING`, `NOT_ONES_OWN`, …
   */
  setEncryptionKey(handle: Handle, jwk: EncryptionJwk): Promise<Receipt & Committed> {
    return this.#act('participant.setEncryptionKey', handle, { jwk });
  }

  /** Lets the sponsor show the identity to partners, or no longer: as the party, or a registrar with the signed form. */
  consent(handle: Handle, args: Infer<typeof ConsentArgs>): Promise<Receipt & Committed> {
    return this.#act('participant.consent', handle, args);
  }

  /**
   * Shows a party's private identity to a partner, through the sponsor's own services. Throws `CONSENT_MISSING`,
   * `AGREEMENT_NOT_IN_FORCE`, …
   */
  async share(handle: Handle, partner: string, agreement: string): Promise<void> {
    const identity = await this.#privately(handle);
    await this.#writePrivate(handle, 'share', [handle, partner, agreement], identity);
  }

  /** Takes back what a partner was shown of these parties of one sponsor; it is purged on both members' peers. */
  async unshare(sponsor: string, partner: string, handles: readonly Handle[]): Promise<void> {
    for (const some of inHundreds(handles)) {
      await this.session.write({
        namespace: namespaceOf(sponsor),
        transaction: 'participant:unshare',
        args: [partner, canonical(some)],
        endorsers: [sponsor],
      });
    }
  }

  /**
   * What a partner is shown of a party, through services of its sponsor or of the partner; undefined where it is shown
   * nothing. Throws `DIGEST_DIFFERS` where it is not what the record was signed for.
   */
  async shared(handle: Handle, partner: string): Promise<PrivateIdentity | undefined> {
    const identity = (await this.session.ask(sponsorOf(handle), 'participant:readShared', handle, partner)) as
      PrivateIdentity | undefined;
    demand(
      identity === undefined || digestOfJson(identity) === (await this.get(handle)).private,
      'DIGEST_DIFFERS',
      'what is kept is not the identity that the record was signed for',
    );
    return identity;
  }

  /** The public record as its signed acts make it. Throws `RECORD_UNKNOWN` where there is none. */
  async get(handle: Handle): Promise<Participant> {
    return (await this.session.read<Participant>(address(handle))).record;
  }

  /** Puts the private identity into the sponsor's collection; only the sponsor endorses, so nobody else sees it. */
  async keepPrivate(handle: Handle, identity: PrivateIdentity): Promise<void> {
    await this.#writePrivate(handle, 'keepPrivate', [handle], identity);
  }

  /** The private identity, for the sponsor's own services; undefined while it is not there. */
  async getPrivate(handle: Handle): Promise<PrivateIdentity | undefined> {
    return (await this.session.ask(sponsorOf(handle), 'participant:readPrivate', handle)) as
      PrivateIdentity | undefined;
  }

  /** The private identities of many parties of one sponsor, for its own services; those that are kept. */
  async privates(sponsor: string, handles: readonly Handle[]): Promise<Map<Handle, PrivateIdentity>> {
    const found = new Map<Handle, PrivateIdentity>();
    for (const some of inHundreds(handles)) {
      const answers = await this.session.ask(sponsor, 'participant:readPrivates', canonical(some));
      (answers as (PrivateIdentity | null)[]).forEach((one, index) => one && found.set(some[index]!, one));
    }
    return found;
  }

  /** Which parties of a sponsor are known by these identifiers, through its own services, in their order; it only reads. */
  async holders(sponsor: string, identifiers: readonly Identifier[]): Promise<(Handle | undefined)[]> {
    const secret = await keptSecretOf(this.session, sponsor);
    // Without a secret, nobody is registered in private yet.
    const inPrivate = secret === undefined ? [] : identifiers.map((one) => privateClaim(secret, one));
    const holders: (Handle | null)[] = [];
    for (const some of inHundreds([...identifiers.map(publicClaim), ...inPrivate])) {
      holders.push(...((await this.session.ask(sponsor, 'participant:holders', canonical(some))) as typeof holders));
    }
    return identifiers.map((_, index) => holders[identifiers.length + index] ?? holders[index] ?? undefined);
  }

  /**
   * Records the public part, with what it claims, and then keeps the private one. What the sponsor's collection would
   * refuse is refused before anything is recorded.
   */
  async #identify(
    type: string,
    handle: Handle,
    args: { roles: readonly Role[] },
    identity: NewPrivateIdentity | undefined,
  ): Promise<{ receipt: Receipt; salted?: PrivateIdentity }> {
    if (!identity) return { receipt: await this.#act(type, handle, args) };
    const salted = check(PrivateIdentity, { salt: random(), ...identity });
    // Roles that are none are refused with the act.
    const isOfficer = !Array.isArray(args.roles) || args.roles.every(isOffice);
    demandIdentified(salted, sponsorOf(handle), isOfficer ? [] : args.roles);
    const claims = isOfficer ? {} : { claims: await this.#claims(sponsorOf(handle), salted.identifiers) };
    const receipt = await this.#act(type, handle, { ...args, ...claims }, salted);
    await this.#kept(handle, salted);
    return { receipt, salted };
  }

  async #privately(handle: Handle): Promise<PrivateIdentity> {
    const identity = await this.getPrivate(handle);
    demand(identity !== undefined, 'RECORD_UNKNOWN', `no private identity of ${handle} is kept`);
    return identity;
  }

  async #kept(handle: Handle, identity: PrivateIdentity): Promise<void> {
    try {
      await this.keepPrivate(handle, identity);
    } catch (error) {
      throw new PrivateNotKept(handle, identity, error);
    }
  }

  async #claims(sponsor: string, identifiers: readonly Identifier[]): Promise<string[]> {
    const secret = await secretOf(this.session, sponsor);
    return identifiers.map((identifier) => privateClaim(secret, identifier));
  }

  async #writePrivate(handle: Handle, move: string, args: string[], identity: PrivateIdentity): Promise<void> {
    const sponsor = sponsorOf(handle);
    await this.session.write({
      namespace: namespaceOf(sponsor),
      transaction: `participant:${move}`,
      args,
      transient: { private: new TextEncoder().encode(canonical(identity)) },
      endorsers: [sponsor],
    });
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

const address = (handle: Handle): RecordAddress => addressOfParty(check(ParticipantDomain.id, handle));

const addressOfMember = (member: string): RecordAddress => ({ member, kind: MemberDomain.kind, id: member });

const inHundreds = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / 100) }, (_, index) => all.slice(index * 100, (index + 1) * 100));
