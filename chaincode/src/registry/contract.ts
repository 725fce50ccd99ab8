import {
  Bytes32,
  Handle,
  Member,
  PrivateIdentity,
  canonical,
  check,
  demand,
  demandIdentified,
  digestOfJson,
  privateClaim,
  type Participant,
  type RecordAddress,
} from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { perform } from '../ledger/perform.js';
import { SECRET, ownCollection, privatePart, secretOf, transient } from '../ledger/private.js';
import { load, loadWithActs } from '../ledger/store.js';

/** The act that founds a member: its own contract name, since acts are sent as `kind:move`. */
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

  /** The member's record and its founding act. */
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
    const identity = privatePart(ctx, PrivateIdentity);
    const participant = (await load(ctx, address(ctx, handle)))?.record as Participant | undefined;
    demand(participant !== undefined, 'RECORD_UNKNOWN', 'no such participant is registered here');
    demand(
      participant.private === digestOfJson(identity),
      'DIGEST_DIFFERS',
      "the private identity that the record's digest was signed for is accepted",
      '/private',
    );
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
