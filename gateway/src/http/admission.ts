import {
  ACT_TYPES,
  DOMAINS,
  Member,
  Refusal,
  check,
  checkAct,
  demand,
  demandSigners,
  digestOf,
  memberOf,
  namespaceOf,
  parseSignedAct,
  type SignedAct,
} from '@fairway/model';
import { LedgerError, type Call, type Endorsed, type Ledger } from '@fairway/sdk';
import type { Role } from './role.js';

/** Which transaction keeps the private part of acts on a kind of record; the contract takes only what an act was signed for. */
export const PRIVATE_PARTS: Readonly<Record<string, string>> = {
  participant: 'participant:keepPrivate',
  use: 'use:keep',
  claim: 'claim:keep',
};

/** All reads that are run for others, and the least role that may ask; whatever is not here is not read. */
const READS: Readonly<Record<string, Role>> = {
  'member:read': 'party',
  'participant:read': 'party',
  'table:read': 'party',
  'table:list': 'party',
  'agreement:read': 'party',
  'agreement:list': 'party',
  'aeo:read': 'party',
  'aeo:check': 'party',
  'mandate:read': 'party',
  'title:read': 'party',
  'title:live': 'party',
  'use:read': 'party',
  'claim:read': 'party',
  'answer:read': 'party',
  'record:stand': 'party',
  'record:side': 'party',
  'record:chains': 'party',
  'record:chainsOf': 'party',
  'clock:read': 'party',
  'aeo:list': 'officer',
  'use:list': 'officer',
  'claim:list': 'officer',
  'pledge:isPledged': 'officer',
  'participant:holders': 'officer',
  'participant:readPrivate': 'officer',
  'participant:readPrivates': 'officer',
  'participant:readShared': 'officer',
  'use:readDetail': 'officer',
  'claim:readDetail': 'officer',
  'participant:readSecret': 'service',
};

/** What a member's own services do by themselves, for nobody: no gateway runs it for anyone, whatever token comes with it. */
const ITS_OWN = ['clock:tick', 'participant:keepSecret', 'participant:share', 'participant:unshare'];

/**
 * Refuses to run anything but what its actor signed, as far as that shows without the ledger: a signed act in the
 * transaction of its own type and namespace, or the private part of one. Throws `NOT_AN_ACT`, and what the contracts
 * would refuse of the act itself. Answers with the act where it is one.
 */
export function demandAdmitted({ namespace, transaction, args, transient, endorsers }: Call): SignedAct | undefined {
  const owner = memberOf(namespace);
  demand(owner !== undefined, 'WRONG_NAMESPACE', 'acts are put to the namespace of a member', '/namespace');
  endorsers?.forEach((member) => check(Member, member));
  if (Object.values(PRIVATE_PARTS).includes(transaction)) {
    demand(
      args.length === 1 && Object.keys(transient ?? {}).join() === 'private',
      'NOT_AN_ACT',
      "the private part of an act goes with its record's name, as transient data named private",
    );
    demand(
      endorsers?.length === 1 && endorsers[0] === owner,
      'NOT_AN_ACT',
      `a private part is shown to ${owner} only, which alone endorses it`,
      '/endorsers',
    );
    return undefined;
  }
  const type = transaction.replace(':', '.');
  const [contract] = transaction.split(':');
  // As the peers have it, who fail for a contract that is none, and refuse a transaction.
  if (!DOMAINS.some(({ kind }) => kind === contract) && !ITS_OWN.includes(transaction))
    throw new LedgerError('CHAINCODE_FAILED', `there is no contract ${contract}`, { cause: NO_CONTRACT });
  demand(
    ACT_TYPES.includes(type) || ITS_OWN.includes(transaction),
    'NO_SUCH_TRANSACTION',
    'an act is put to the transaction of its type: aeo:grant for aeo.grant',
    '/transaction',
  );
  demand(
    ACT_TYPES.includes(type) && args.length === 1 && transient === undefined,
    'NOT_AN_ACT',
    'a transaction is run that carries one act, signed by who acts, and nothing else',
    '/transaction',
  );
  const signed = parseSignedAct(args[0]!);
  demand(signed.act.type === type, 'WRONG_TRANSACTION', `this transaction takes acts of type ${type}`, '/type');
  checkAct(signed.act);
  demand(
    namespaceOf(signed.act.records[0]!.member) === namespace,
    'WRONG_NAMESPACE',
    `records of ${owner} are kept here`,
    '/records/0/member',
  );
  demandSigners(signed);
  return signed;
}

/** Who asked, not the peer, has failed there. */
const NO_CONTRACT = new Refusal('NO_SUCH_TRANSACTION', 'a transaction of a contract that there is, is accepted');

/** How many transactions the gateway remembers that it has endorsed, so that it sends these and no others. */
const REMEMBERED = 10_000;

/**
 * A member's ledger for others to use: whoever has it, a gateway that was taken over included, runs nothing by it but
 * acts that their actors signed, their private parts, and the reads of the list. The clock, the member's secret, what is
 * shown to partners: none of these is reached from here.
 *
 * @param ledger the ledger to use now; asked each time, so that a renewed certificate is taken up
 * @param members all members of the network
 */
export function forNobody(ledger: () => Ledger, members: readonly string[]): Ledger {
  const endorsed = new Map<string, string>();
  const demandMember = ({ namespace }: Call): void => {
    const member = memberOf(namespace);
    demand(
      member === undefined || members.includes(member),
      'MEMBER_UNKNOWN',
      `records of ${members.join(', ')} are kept on this network`,
    );
  };
  return {
    async evaluate(call, deadline) {
      demandReadable(call);
      demandMember(call);
      return ledger().evaluate(call, deadline);
    },
    async endorse(call, deadline) {
      demandAdmitted(call);
      demandMember(call);
      const answer = await ledger().endorse(call, deadline);
      if (endorsed.size >= REMEMBERED) endorsed.delete(endorsed.keys().next().value!);
      endorsed.set(answer.transactionId, digestOfBytes(answer));
      return answer;
    },
    async send(given, deadline) {
      if (endorsed.get(given.transactionId) !== digestOfBytes(given))
        throw new Refusal(
          'NOT_ENDORSED_HERE',
          'a gateway sends what it has had endorsed itself; have it endorsed anew',
        );
      await ledger().send(given, deadline);
    },
    outcome: (transactionId, deadline) => ledger().outcome(transactionId, deadline),
    height: (deadline) => ledger().height(deadline),
    blocks: (from, signal) => ledger().blocks(from, signal),
    blocksWithPrivateData: (from, signal) => ledger().blocksWithPrivateData(from, signal),
    close: () => {},
  };
}

/** Refuses a read that is not on the list, and one with private input. Throws `READ_NOT_ALLOWED`. */
export function demandReadable({ namespace, transaction, transient, endorsers }: Call): Role {
  const role = Object.hasOwn(READS, transaction) ? READS[transaction] : undefined;
  if (
    role === undefined ||
    memberOf(namespace) === undefined ||
    transient !== undefined ||
    (endorsers?.length ?? 0) > 1
  )
    throw new Refusal(
      'READ_NOT_ALLOWED',
      'a read of the list in docs/api-security.md is run, in the namespace of a member',
    );
  return role;
}

const digestOfBytes = ({ envelope }: Endorsed): string => digestOf(Buffer.from(envelope).toString('base64'));
