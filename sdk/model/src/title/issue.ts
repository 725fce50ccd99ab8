import { canonical } from '../canonical.js';
import { codesAtHome } from '../code-list/is-listed.js';
import { sponsorOf, type Handle } from '../identifiers.js';
import { beginning, move, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import type { Participant } from '../registry/record.js';
import { mayDischarge, mayUndertake } from '../registry/standing.js';
import {
  byIssuer,
  controlOf,
  demandRecipient,
  demandUnfrozen,
  enter,
  standing,
  stateOf,
  type Found,
} from './control.js';
import { IssueArgs, ReplaceArgs, partsOf, type Title } from './record.js';

/** A carrier, or a forwarder for an eFBL, issues a bill; control goes to the shipper. */
export const issue = beginning(
  'title.issue',
  IssueArgs,
  ({ args, actor }, facts): Title => {
    const { reference, parties, principal, time, id } = facts;
    const { issuer, shipper, ...terms } = args;
    demand(principal === issuer, 'NOT_THE_ISSUER', 'the issuer signs the bill, or its agent under a mandate', '/actor');
    const standing = parties.get(issuer)!;
    mayUndertake(standing, partsOf(reference.id).list === 'EFBL' ? 'forwarder' : 'carrier', '/args/issuer');
    demandOwnCode(facts, issuer);
    demandRecipient(shipper, facts, '/args/shipper');
    if (args.consignee) demandRecipient(args.consignee, facts, '/args/consignee');
    demand(
      args.issuedOn <= standing.today && (args.onBoardOn ?? '') <= standing.today,
      'DATE_IN_THE_FUTURE',
      `a bill is dated ${standing.today} or before`,
      '/args/issuedOn',
    );
    return {
      ...begun(terms, facts, shipper),
      id: reference.id,
      issuer,
      ...(actor === issuer ? {} : { agent: actor }),
      timeZone: standing.timeZone,
      status: [{ state: 'in-force', from: time, recordedAt: time, act: id }],
    };
  },
  {
    needs: ({ args }) => [args.issuer, args.shipper, ...(args.consignee ? [args.consignee] : [])],
    cites: ({ args }, { member }) => [{ member, kind: 'participant', id: args.issuer }],
    mandatable: true,
  },
);

/** What a bill of these terms begins with, in the hands of one party. */
const begun = <T extends { form: Title['form']; consignee?: Handle | undefined }>(
  terms: T,
  { time, id }: Facts,
  party: Handle,
) => ({
  schema: 'title/1' as const,
  ...terms,
  endorsable:
    terms.consignee === undefined || (terms.form === 'order' && terms.consignee === party)
      ? ('to-anyone' as const)
      : terms.consignee === party
        ? ('no' as const)
        : ('to-consignee' as const),
  control: [{ beneficiary: party, holder: party, from: time, act: id }],
  presentations: [],
});

/** A carrier issues by a code that is its own, in the namespace of the member where the code is at home. */
function demandOwnCode({ reference, cited }: Facts, issuer: Handle): void {
  const { list, code } = partsOf(reference.id);
  const own =
    list === 'EFBL'
      ? code === issuer.slice(3)
      : codesAtHome(list, reference.member).includes(code) &&
        (cited<Participant>('participant', issuer).public?.identifiers ?? []).some(
          ({ scheme, value }) => scheme === list && value === code,
        );
  demand(
    own && sponsorOf(issuer) === reference.member,
    'CODE_OF_ANOTHER',
    `a code that ${issuer} is registered with, at home in ${reference.member}, is accepted`,
    '/records/0/id',
  );
}

/**
 * An amendment that the issuer has accepted, a split or a combination: bills that one party has surrendered for it are
 * closed, and others take their place in that party's hands, for as much; all at once.
 */
export const replace = move(
  'title.replace',
  ReplaceArgs,
  (found: Found, { args, records }, facts): Title => {
    const { closes, issues, party, issuer } = args;
    demand(
      canonical(records.map(({ kind, id }) => [kind, id])) ===
        canonical([...closes, ...issues].map(({ id }) => ['title', id])),
      'WRONG_RECORD',
      'this act is done on the bills that it closes, and then on those that it issues, in their order',
      '/records',
    );
    demand(facts.principal === issuer, 'NOT_THE_ISSUER', 'the issuer of the bills may do this, or its agent', '/actor');
    mayDischarge(facts.actor);
    const { id } = facts.reference;
    const closed = closes.find((one) => one.id === id);
    if (closed) {
      const title = standing(found, facts);
      byIssuer(title, facts);
      demandUnfrozen(title);
      demandSurrendered(title, 'amendment');
      const { beneficiary, holder } = controlOf(title);
      demand(
        beneficiary === party && holder === party,
        'NOT_SOLE_CONTROLLER',
        'who surrendered all of them is accepted',
        '/args/party',
      );
      demand(
        canonical(closed.quantities) === canonical(title.quantities),
        'QUANTITIES_DIFFER',
        `${id} is for other quantities; as it states them is accepted`,
        '/args/closes',
      );
      const { surrender: _answered, ...rest } = title;
      return { ...enter(rest, 'replaced', facts), replacedBy: issues.map((one) => one.id) };
    }
    demand(found === undefined, 'RECORD_EXISTS', `${id} was issued already`, '/records');
    const { id: _id, ...terms } = issues.find((one) => one.id === id)!;
    const { list, code } = partsOf(id);
    demand(
      closes.every((one) => partsOf(one.id).list === list && partsOf(one.id).code === code),
      'CODE_OF_ANOTHER',
      'bills are replaced by bills under the same code',
      '/args/issues',
    );
    demand(
      terms.consignee === undefined || facts.parties.get(terms.consignee)?.state === 'active',
      'RECIPIENT_UNKNOWN',
      'an active business that a member sponsors is accepted',
      '/args/issues',
    );
    const { time, parties } = facts;
    return {
      ...begun(terms, facts, party),
      id,
      issuer,
      timeZone: parties.get(issuer)!.timeZone,
      replaces: closes.map((one) => one.id),
      status: [{ state: 'in-force', from: time, recordedAt: time, act: facts.id }],
    };
  },
  {
    several: true,
    begins: (act, { id }) => act.args.issues.some((one) => one.id === id),
    needs: ({ args }) => [args.issuer, args.party, ...args.issues.flatMap(({ consignee }) => consignee ?? [])],
    mandatable: true,
  },
);

/** Refuses a bill that is not surrendered for this. */
export function demandSurrendered(title: Title, purpose?: 'delivery' | 'amendment'): void {
  demand(
    stateOf(title) === 'surrendered' && (purpose === undefined || title.surrender?.for === purpose),
    'TITLE_NOT_SURRENDERED',
    `a bill that is surrendered${purpose ? ` for ${purpose}` : ''} is accepted, while its term runs`,
    '/records/0/id',
  );
}
