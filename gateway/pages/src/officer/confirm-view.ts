import { canonical, digestOfJson, placeOf, type Act } from '@fairway/model';
import { h } from '../element.ts';
import { shown } from '../shown.ts';
import { said } from '../texts/texts.ts';
import { isOfficerAct } from './decisions.ts';
import type { OfficerPage } from './page.ts';
import { facts } from './state-view.ts';

/**
 * What is about to be signed, in words that are made from the act itself and leave nothing of it out; below them the very
 * bytes.
 */
export function confirmView(page: OfficerPage, act: Act, answer: (isSigned: boolean) => void): HTMLElement {
  const { texts, language, key } = page;
  const [record] = act.records;
  const { sequence, previous, member, id } = record!;
  const place =
    previous === undefined ? texts.placeFirst : said(texts.placeAfter, { sequence: String(sequence), previous });
  return h(
    'section',
    { class: 'panel narrow', 'data-type': act.type },
    h('h1', { tabindex: '-1' }, texts.whatYouSign),
    h('p', { class: 'lead' }, texts.whatYouSignLead),
    h('p', { class: 'words' }, isOfficerAct(act.type) ? said(texts.words[act.type], { number: id, member }) : act.type),
    facts(
      ...argumentsIn(page, act),
      [texts.who, act.actor],
      [texts.withKey, h('code', {}, key?.thumbprint ?? '')],
      [texts.goodUntil, shown(act.notAfter, language)],
      [texts.place, place],
      ...(act.cites ?? []).map((one) => [texts.relies, `${placeOf(one)}, ${one.sequence}`] as const),
    ),
    h(
      'details',
      {},
      h('summary', {}, texts.bytes),
      h('p', { class: 'bytes', id: 'bytes' }, canonical(act)),
      facts([texts.digest, h('code', { id: 'digest' }, digestOfJson(act))]),
    ),
    h(
      'p',
      { class: 'actions' },
      h('button', { type: 'button', class: 'main', id: 'sign', click: () => answer(true) }, texts.sign),
      h('button', { type: 'button', id: 'do-not-sign', click: () => answer(false) }, texts.doNotSign),
    ),
  );
}

/** Each argument of the act by its name; when it takes effect is said in any case. */
function argumentsIn({ texts, language }: OfficerPage, act: Act): [string, string][] {
  const args = act.args as Record<string, unknown>;
  const names = act.type === 'aeo.grant' ? Object.keys(args) : [...new Set([...Object.keys(args), 'from'])];
  return names.map((name) => {
    const label = name === 'holder' ? texts.fields['holderHandle']! : (texts.fields[name] ?? name);
    const value = args[name];
    if (value === undefined) return [label, texts.atOnce];
    if (typeof value !== 'string') return [label, canonical(value)];
    const reason = name === 'reason' ? texts.reasons[value as keyof typeof texts.reasons] : undefined;
    return [label, reason ?? shown(value, language)];
  });
}
