import { controlOf, isListed, stateOf, type Title } from '@fairway/model';
import type { TitleEvent } from '@fairway/sdk';
import { lines, mark, table } from './table.js';

/** A bill for people: who controls it, what is pending, and what whoever relies on it must know. */
export function titleText(title: Title): string {
  const { beneficiary, holder } = controlOf(title);
  const { offer, surrender, presentations, frozen, delivered, quantities } = title;
  const state = stateOf(title);
  const open = presentations.at(-1);
  const facts = lines({
    title: title.id,
    state,
    form: title.form === 'order' && title.endorsable === 'no' ? 'to a named party only' : title.form,
    issuer: title.agent ? `${title.issuer}, by its agent ${title.agent}` : title.issuer,
    'whose the goods are': beneficiary,
    'who has the document': holder,
    consignee: title.consignee,
    'issued on': title.issuedOn,
    'on board on': title.onBoardOn,
    'place of issue': title.placeOfIssue,
    'law, rulebook': `${title.law}, ${title.rulebook}`,
    for: quantities.map(({ unit, thousandths }) => `${thousandths / 1000} ${unit}`).join(', '),
    'in the place of': title.replaces?.join(', ') ?? (title.paper && `${title.paper.originals} paper originals`),
    offered:
      offer &&
      `${offer.what} to ${offer.to} until ${offer.lapsesAt}${offer.assented ? '' : ', the holder has not assented'}`,
    presented: open && `under ${open.under} ${open.reference} by ${open.from} to ${open.bank}`,
    'to be examined by': open?.complete?.examineBy.lastDay,
    discrepancies: open?.refusal?.discrepancies.join('; '),
    surrendered:
      surrender &&
      `for ${surrender.for}${surrender.reason ? ` (${surrender.reason})` : ''}, to be answered by ${surrender.answerBy.lastDay}`,
  });
  const warnings = [
    state !== 'in-force' && state !== 'surrendered' && `gives no right here any more: ${state}`,
    frozen && `frozen by ${frozen.order} since ${frozen.from}: nothing moves`,
    delivered && `the goods were delivered without it on ${delivered.on}, against ${delivered.indemnity}`,
    !isListed('ELECTRONIC-TITLES', title.law) &&
      `the law of ${title.law} knows no electronic titles; it rests on its rulebook`,
  ].filter((warning) => warning !== false && warning !== undefined);
  return [facts, ...warnings.map((warning) => mark(false, warning))].join('\n');
}

/** What was done with a bill, and who controlled it from then on. */
export const historyText = (events: readonly TitleEvent[]): string =>
  table(
    ['recorded at', 'what', 'by', 'beneficiary', 'holder', 'state', 'act'],
    events.map(({ recordedAt, type, by, mandate, successorTo, beneficiary, holder, state, act }) => [
      ...[recordedAt, type.replace('title.', '')],
      `${by}${mandate ? ` under mandate ${mandate}` : ''}${successorTo ? ` as successor to ${successorTo.at(-1)}` : ''}`,
      ...[beneficiary, holder, state, act],
    ]),
  );
