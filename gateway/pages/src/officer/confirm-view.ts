import { canonical, digestOfJson, placeOf, type Act, type ActToSign } from '@fairway/model';
import type { Turn } from '@fairway/sdk';
import { h } from '../element.ts';
import { shown } from '../shown.ts';
import { said } from '../texts/texts.ts';
import type { OfficerAct } from './decisions.ts';
import { fieldsOf, type Field } from './fields.ts';
import { termsOf, type Opened } from './opened.ts';
import type { OfficerPage } from './page.ts';
import { facts, stateOf } from './state-view.ts';
import { decisionNamed, worded } from './worded.ts';

/** What an officer is asked to sign. */
export interface ToConfirm {
  file: ActToSign;
  /** Who has signed already, and whose signatures it lacks. */
  turn: Pick<Turn, 'signed' | 'missing'>;
  /** The certificate as it stands; undefined where this is its first act. */
  opened?: Opened | undefined;
  answer: (isSigned: boolean) => void;
}

/**
 * What is about to be signed, in words that are made from the act itself and leave nothing of it out; below them the very
 * bytes.
 */
export function confirmView(page: OfficerPage, { file: { act }, turn, opened, answer }: ToConfirm): HTMLElement {
  const { texts, language, key } = page;
  const [record] = act.records;
  const { sequence, previous, member, id } = record!;
  const place =
    previous === undefined ? texts.placeFirst : said(texts.placeAfter, { sequence: String(sequence), previous });
  const isLast = turn.missing.length <= 1;
  return h(
    'section',
    { class: 'panel narrow', 'data-type': act.type },
    h('h1', { tabindex: '-1' }, texts.whatYouSign),
    h('p', { class: 'lead' }, texts.whatYouSignLead),
    h('p', { class: 'words' }, said(texts.words[act.type as OfficerAct], { number: id, member })),
    turn.signed.length > 0 && h('p', { class: 'copy' }, texts.othersHaveSigned),
    !isLast && h('p', { class: 'copy' }, texts.takesTwo),
    facts(
      [texts.standsNow, opened && stateOf(texts, opened.check.status)],
      ...argumentsIn(page, act, opened),
      [texts.who, act.actor],
      [texts.withKey, h('code', {}, key?.thumbprint ?? '')],
      ...turn.signed.map(({ thumbprint }) => [texts.signedWith, h('code', {}, thumbprint)] as const),
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
      h(
        'button',
        { type: 'button', class: 'main', id: 'sign', click: () => answer(true) },
        isLast && turn.signed.length > 0 ? texts.signAndSend : texts.sign,
      ),
      h('button', { type: 'button', id: 'do-not-sign', click: () => answer(false) }, texts.doNotSign),
    ),
  );
}

/**
 * Each argument of the act by its name. What is left out is said where that says something: that it takes effect at once,
 * and that an end there was is none any more.
 */
function argumentsIn(page: OfficerPage, act: Act, opened?: Opened): [string, string][] {
  const { texts } = page;
  const args = act.args as Record<string, unknown>;
  const before: Record<string, unknown> = act.type === 'aeo.amend' && opened ? { ...termsOf(opened) } : {};
  return fieldsOf(act.type as OfficerAct).flatMap((field): [string, string][] => {
    const { name } = field;
    const label = name === 'holder' ? texts.fields['holderHandle']! : (texts.fields[name] ?? name);
    const [value, was] = [args[name], name === 'from' ? undefined : before[name]];
    if (value === undefined && name === 'from') return [[label, texts.atOnce]];
    if (value === undefined && was === undefined) return [];
    const now = value === undefined ? texts.noneAnyMore : valueIn(page, field, value, opened);
    const isChanged = was !== undefined && was !== value;
    return [[label, isChanged ? said(texts.changed, { now, was: valueIn(page, field, was, opened) }) : now]];
  });
}

/** A value by what its schema says it is: what somebody has typed is shown as it is, whatever it looks like. */
function valueIn({ texts, language }: OfficerPage, { name, kind }: Field, value: unknown, opened?: Opened): string {
  if (name === 'of' && opened) return `${decisionNamed(opened, String(value), texts, language)} · ${String(value)}`;
  if (kind === 'choice' || kind === 'yes-or-no') return worded(texts, String(value));
  return kind === 'date' || kind === 'moment' ? shown(String(value), language) : String(value);
}
