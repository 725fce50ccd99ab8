import {
  AgreementId,
  Bytes32,
  Handle,
  MAX_ACT_BYTES,
  Member,
  PrivateIdentity,
  canonical,
  check,
  demand,
  demandIdentified,
  digestOfJson,
  hasConsented,
  parseCanonical,
  privateClaim,
  publicClaim,
  sharedCollection,
  type Participant,
  type RecordAddress,
} from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import * as z from 'zod';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { demandInForce } from '../agreement/in-force.js';
import { perform } from '../ledger/perform.js';
import { SECRET, keepShared, ownCollection, privatePart, readShared, secretOf, transient } from '../ledger/private.js';
import { holderOf, load, loadWithActs } from '../ledger/store.js';

/** What concerns a member itself: its own contract name, since acts are sent as `kind:move`. */
@Info({ title: 'member', description: 'The member whose namespace this is' })
export class FoundingContract extends MemberContract {
  constructor(member: string) {
    super('member', member);
  }

  @Transaction()
  @Returns('string')
  found(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'member.found', signedAct);
  }

  @Transaction()
  @Returns('string')
  publishRoots(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'member.publishRoots', signedAct);
  }

  @Transaction()
  @Returns('string')
  publishPage(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'member.publishPage', signedAct);
  }

  /** The member's record and its acts. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, id: string): Promise<string> {
    return canonical(await loadWithActs(ctx, { member: ctx.member, kind: 'member', id: check(Member, id) }));
  }
}

/** Participants and officers of one member. */
@Info({ title: 'participant', description: 'Participants and officers that the member sponsors' })
export class ParticipantContract extends MemberContract {
  constructor(member: string) {
    super('participant', member);
  }

  @Transaction()
  @Returns('string')
  register(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.register', signedAct);
  }

  @Transaction()
  @Returns('string')
  amend(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.amend', signedAct);
  }

  @Transaction()
  @Returns('string')
  suspend(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.suspend', signedAct);
  }

  @Transaction()
  @Returns('string')
  reinstate(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.reinstate', signedAct);
  }

  @Transaction()
  @Returns('string')
  close(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.close', signedAct);
  }

  @Transaction()
  @Returns('string')
  addKey(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.addKey', signedAct);
  }

  @Transaction()
  @Returns('string')
  retireKey(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.retireKey', signedAct);
  }

  @Transaction()
  @Returns('string')
  consent(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.consent', signedAct);
  }

  @Transaction()
  @Returns('string')
  rename(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.rename', signedAct);
  }

  @Transaction()
  @Returns('string')
  freeze(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.freeze', signedAct);
  }

  @Transaction()
  @Returns('string')
  release(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.release', signedAct);
  }

  @Transaction()
  @Returns('string')
  rekey(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.rekey', signedAct);
  }

  @Transaction()
  @Returns('string')
  object(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.object', signedAct);
  }

  @Transaction()
  @Returns('string')
  setSigning(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.setSigning', signedAct);
  }

  @Transaction()
  @Returns('string')
  succeed(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.succeed', signedAct);
  }

  @Transaction()
  @Returns('string')
  acceptSuccession(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.acceptSuccession', signedAct);
  }

  @Transaction()
  @Returns('string')
  setAcceptance(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.setAcceptance', signedAct);
  }

  @Transaction()
  @Returns('string')
  setEncryptionKey(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.setEncryptionKey', signedAct);
  }

  @Transaction()
  @Returns('string')
  callOffSuccession(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'participant.callOffSuccession', signedAct);
  }

  /** The participant and its signed acts, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, handle: string): Promise<string> {
    return canonical(await loadWithActs(ctx, address(ctx, handle)));
  }

  /**
   * Keeps the private identity (transient, `private`) whose digest a signed act has put on the record. It goes to the
   * sponsor's own collection, endorsed by the sponsor alone, so no other member's peer sees it.
   */
  @Transaction()
  @Returns('string')
  async keepPrivate(ctx: LedgerContext, handle: string): Promise<string> {
    ctx.demandOwnNamespace();
    const { participant, identity } = await identified(ctx, handle);
    demandIdentified(identity, ctx.member, participant.status.entitlements.at(-1)!.roles);
    const secret = await secretOf(ctx);
    const claims =
      secret === undefined ? [] : identity.identifiers.map((identifier) => privateClaim(secret, identifier));
    demand(
      participant.claims.length === 0 || canonical(claims) === canonical(participant.claims),
      'CLAIMS_DIFFER',
      'the record claims exactly the identifiers of the private identity',
      '/private/identifiers',
    );
    for (const identifier of identity.identifiers) {
      const holder = await holderOf(ctx, 'participant', publicClaim(identifier));
      demand(
        holder === undefined,
        'IDENTIFIER_TAKEN',
        `${holder} holds this identifier in public`,
        '/private/identifiers',
      );
    }
    await ctx.stub.putPrivateData(ownCollection(ctx), handle, Buffer.from(canonical(identity)));
    return '';
  }

  /** The private identity, for the sponsor's own services. */
  @Transaction(false)
  @Returns('string')
  async readPrivate(ctx: LedgerContext, handle: string): Promise<string> {
    ctx.demandOwnService();
    const bytes = await ctx.stub.getPrivateData(ownCollection(ctx), check(Handle, handle));
    return Buffer.from(bytes).toString();
  }

  /** The private identities of up to 100 parties (JSON), null where none is kept, for the sponsor's own services. */
  @Transaction(false)
  @Returns('string')
  async readPrivates(ctx: LedgerContext, handles: string): Promise<string> {
    ctx.demandOwnService();
    const identities: unknown[] = [];
    for (const handle of check(Handles, parseCanonical(handles, MAX_ACT_BYTES))) {
      const bytes = await ctx.stub.getPrivateData(ownCollection(ctx), handle);
      identities.push(bytes.length === 0 ? null : JSON.parse(Buffer.from(bytes).toString()));
    }
    return canonical(identities);
  }

  /** Which parties hold up to 100 claims (JSON), null where nobody does. */
  @Transaction(false)
  @Returns('string')
  async holders(ctx: LedgerContext, claims: string): Promise<string> {
    const holders: (string | null)[] = [];
    for (const claim of check(Claims, parseCanonical(claims, MAX_ACT_BYTES))) {
      holders.push((await holderOf(ctx, 'participant', claim)) ?? null);
    }
    return canonical(holders);
  }

  /**
   * Shows the private identity (transient, `private`) to a partner: into the collection of the two, endorsed by the
   * sponsor alone. It takes the party's consent, and an agreement in force between sponsor and partner.
   */
  @Transaction()
  @Returns('string')
  async share(ctx: LedgerContext, handle: string, partner: string, agreement: string): Promise<string> {
    ctx.demandOwnNamespace();
    ctx.demandOwnService();
    const { participant, identity } = await identified(ctx, handle);
    demand(
      hasConsented(participant),
      'CONSENT_MISSING',
      'the identity of a party that has consented is shown to partners',
    );
    await demandInForce(ctx, check(AgreementId, agreement), check(Member, partner));
    await keepShared(ctx, partner, handle, canonical(identity));
    return '';
  }

  /** Takes back what a partner was shown of these parties (JSON, at most 100): it is purged on both members' peers. */
  @Transaction()
  @Returns('string')
  async unshare(ctx: LedgerContext, partner: string, handles: string): Promise<string> {
    ctx.demandOwnNamespace();
    ctx.demandOwnService();
    for (const handle of check(Handles, parseCanonical(handles, MAX_ACT_BYTES))) {
      await ctx.stub.purgePrivateData(sharedCollection(check(Member, partner)), handle);
    }
    return '';
  }

  /** What a partner is shown of a party, for the services of sponsor and partner; empty where it is shown nothing. */
  @Transaction(false)
  @Returns('string')
  async readShared(ctx: LedgerContext, handle: string, partner: string): Promise<string> {
    return readShared(ctx, check(Member, partner), check(Handle, handle));
  }

  /**
   * Keeps the secret (transient, `secret`; 32 bytes in base64url) under which private identifiers are claimed, once, in
   * the member's own collection.
   */
  @Transaction()
  @Returns('string')
  async keepSecret(ctx: LedgerContext): Promise<string> {
    ctx.demandOwnNamespace();
    ctx.demandOwnService();
    const secret = check(Bytes32, transient(ctx, 'secret'));
    demand((await secretOf(ctx)) === undefined, 'RECORD_EXISTS', `${ctx.member} keeps a secret already`);
    await ctx.stub.putPrivateData(ownCollection(ctx), SECRET, Buffer.from(secret));
    return '';
  }

  /** The secret, for the sponsor's own services; empty while there is none. */
  @Transaction(false)
  @Returns('string')
  async readSecret(ctx: LedgerContext): Promise<string> {
    ctx.demandOwnService();
    return canonical((await secretOf(ctx)) ?? null);
  }
}

const address = (ctx: LedgerContext, handle: string): RecordAddress => ({
  member: ctx.member,
  kind: 'participant',
  id: check(Handle, handle),
});

const Claims = z.array(z.string().min(1).max(64)).min(1).max(100);
const Handles = z.array(Handle).min(1).max(100);

/** A party, and the private identity (transient, `private`) that its record was signed for. */
async function identified(
  ctx: LedgerContext,
  handle: string,
): Promise<{ participant: Participant; identity: PrivateIdentity }> {
  const identity = privatePart(ctx, PrivateIdentity);
  const participant = (await load(ctx, address(ctx, handle)))?.record as Participant | undefined;
  demand(participant !== undefined, 'RECORD_UNKNOWN', 'no such participant is registered here');
  demand(
    participant.private === digestOfJson(identity),
    'DIGEST_DIFFERS',
    "the private identity that the record's digest was signed for is accepted",
    '/private',
  );
  return { participant, identity };
}
