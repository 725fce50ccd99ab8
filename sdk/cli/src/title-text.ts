import {
  controlOf,
  instantOf,
  isListed,
  isLive,
  isSwitchOverdue,
  orderOn,
  stateOf,
  type Control,
  type Handle,
  type Title,
} from '@fairway/model';
import type { TitleEvent } from '@fairway/sdk';
import { doneByText } from './done-by-text.js';
import { lines, mark, table } from './table.js';

/** All parties that a bill names now. */
export function partiesTo({ issuer, agent, consignee, control, offer, presentations }: Title): Handle[] {
  const { beneficiary, holder } = control.at(-1)!;
  const banks = presentations.flatMap(({ from, bank, drawee }) => [from, bank, drawee]);
  return [issuer, agent, consignee, beneficiary, holder, offer?.to, ...banks].filter((one) => one !== undefined);
}

/** A bill for people: what whoever relies on it must know, who controls it, what is pending, what it says. */
export function titleText(member: string, title: Title, names: ReadonlyMap<Handle, string>): string {
  const named = (handle: Handle) => (names.has(handle) ? `${names.get(handle)} (${handle})` : handle);
  const { beneficiary, holder } = controlOf(title);
  const state = stateOf(title);
  return [
    ...warningsOf(title).map((warning) => mark(false, warning)),
    mark(isLive(title), `${member}/${title.id} is ${state}`),
    table(
      ['controls', 'party', 'since'],
      [
        ['whose the goods are', named(beneficiary), sinceWhen(title, 'beneficiary')],
        ['who has the document', named(holder), sinceWhen(title, 'holder')],
      ],
    ),
    ...pendingOf(title, named),
    termsOf(title, named),
  ].join('\n');
}

/** What takes away from a bill's worth. */
function warningsOf(title: Title): string[] {
  const { delivered, law, switched } = title;
  const frozen = orderOn(title);
  return [
    isSwitchOverdue(title, instantOf(Date.now())) &&
      `switched, and nobody has confirmed the new bill, which was due by ${switched!.issueBy.lastDay}`,
    frozen && `frozen by ${frozen.order} since ${frozen.from}: nothing moves`,
    delivered && `spent: the goods were delivered without it on ${delivered.on}, against ${delivered.indemnity}`,
    !isListed('ELECTRONIC-TITLES', law) &&
      `the law of ${law} knows no electronic titles: it rests on its rulebook alone`,
  ].filter((warning): warning is string => typeof warning === 'string');
}

/** Since when a part of the control is where it is. */
function sinceWhen({ control }: Title, part: keyof Control): string {
  const before = control.findLastIndex((one) => one[part] !== control.at(-1)![part]);
  return control[before + 1]!.from;
}

/** What waits for an answer, a table each. */
function pendingOf({ offer, surrender, presentations, switched }: Title, named: (handle: Handle) => string): string[] {
  const banks = presentations.map(({ under, reference, from, bank, withTitle, complete, refusal }) => [
    ...[`${under} ${reference}`, named(from), named(bank), withTitle ? 'with title' : 'document alone'],
    ...[complete?.examineBy.lastDay, refusal?.discrepancies.join('; ')],
    refusal && (refusal.waived === undefined ? refusal.disposition : `waived: ${refusal.waived}`),
  ]);
  const titles = ['presented under', 'by', 'to', 'what', 'to be examined by', 'discrepancies', 'documents'];
  const answer = lines({
    offered:
      offer &&
      `${offer.what} to ${named(offer.to)} until ${offer.lapsesAt}${offer.assented ? '' : ', the holder has not assented'}`,
    surrendered:
      surrender &&
      `for ${[surrender.for, surrender.reason, surrender.comment].filter(Boolean).join(', ')}, to be answered by ` +
        `${surrender.answerBy.lastDay} (${surrender.answerBy.calendar})`,
    switched: switched?.received
      ? `for another bill, which was received by ${switched.received.at}`
      : switched && `for another bill, to be issued by ${switched.issueBy.lastDay} (${switched.issueBy.calendar})`,
  });
  return [...(banks.length > 0 ? [table(titles, banks)] : []), ...(answer === '' ? [] : [answer])];
}

function termsOf(title: Title, named: (handle: Handle) => string): string {
  const { form, endorsable, issuer, agent, consignee, quantities, paper } = title;
  const endorsed = { 'to-anyone': '', 'to-consignee': ', to the consignee only', no: ', not endorsable on' };
  return lines({
    form: `${form}${form === 'bearer' ? '' : endorsed[endorsable]}`,
    issuer: agent ? `${named(issuer)}, by its agent ${named(agent)}` : named(issuer),
    consignee: consignee && named(consignee),
    for: quantities.map(({ unit, thousandths }) => `${thousandths / 1000} ${unit}`).join(', '),
    'issued on': `${title.issuedOn} at ${title.placeOfIssue}`,
    'on board on': title.onBoardOn,
    'law, rulebook': `${title.law}, ${title.rulebook}`,
    'in the place of':
      title.replaces?.join(', ') ?? (paper && `${paper.originals} paper originals: ${paper.statement}`),
    'on paper': title.onPaper,
    'digest of the document': title.document,
  });
}

/** What was done with a bill, and who controlled it from then on. */
export const historyText = (events: readonly TitleEvent[]): string =>
  table(
    ['recorded at', 'what', 'by', 'whose the goods are', 'who has the document', 'state', 'transaction'],
    events.map((event) => [
      ...[event.recordedAt, event.type.replace('title.', ''), doneByText(event)],
      ...[event.beneficiary, event.holder, event.state, event.transactionId.slice(0, 16)],
    ]),
  );
