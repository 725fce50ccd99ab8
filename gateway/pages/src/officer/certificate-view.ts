import { h } from '../element.ts';
import { shown } from '../shown.ts';
import { offeredFor } from './decisions.ts';
import { termsOf, type Opened } from './opened.ts';
import type { OfficerPage } from './page.ts';
import { facts, stateOf } from './state-view.ts';
import { decisionNamed, worded } from './worded.ts';

/** A certificate with what was decided about it, and what may be. */
export function certificateView(page: OfficerPage, opened: Opened): HTMLElement {
  const { texts, language, key } = page;
  const { certificate, check, holder, number } = opened;
  const terms = termsOf(opened);
  const say = (value: string | undefined) => value && shown(value, language);
  const reason = check.reason;
  const offered = offeredFor(certificate, check.at);
  return h(
    'article',
    {},
    h('h1', { tabindex: '-1' }, number),
    h('p', {}, stateOf(texts, check.status)),
    facts(
      [texts.fields['since']!, check.status === 'active' ? undefined : say(check.since)],
      [texts.fields['reason']!, reason && worded(texts, reason)],
      [texts.fields['holder']!, holder ?? texts.unnamed],
      [texts.fields['holderHandle']!, certificate.holder],
      [texts.fields['type']!, terms.type],
      [texts.fields['grantedOn']!, say(certificate.grantedOn)],
      [texts.fields['validFrom']!, say(terms.validFrom)],
      [texts.fields['validTo']!, say(terms.validTo)],
      [texts.fields['reviewOn']!, say(terms.reviewOn)],
      ...(check.appeals ?? []).map((one) => [texts.pendingAppeal, appealIn(page, opened, one)] as const),
    ),
    h('h2', {}, texts.decide),
    offered.length === 0
      ? h('p', {}, texts.nothingToDecide)
      : key?.handle === undefined
        ? h('p', {}, texts.needsKey)
        : h(
            'p',
            { class: 'actions' },
            ...offered.map((type) =>
              h(
                'button',
                { type: 'button', 'data-act': type, click: () => void page.begin(type, opened) },
                texts.actions[type],
              ),
            ),
          ),
    h('h2', {}, texts.history),
    historyOf(page, opened),
    h(
      'p',
      { class: 'actions' },
      h('button', { type: 'button', id: 'to-list', click: () => page.back() }, texts.toList),
    ),
  );
}

/** An appeal that is pending: its reference, against which decision, and whether that has its effect meanwhile. */
function appealIn(
  { texts, language }: OfficerPage,
  opened: Opened,
  { reference, suspensive }: { reference: string; suspensive: boolean },
): string {
  const of = opened.certificate.appeals.find((one) => one.reference === reference && !one.outcome)?.of ?? '';
  const effect = suspensive ? texts.isSuspensive : texts.isNotSuspensive;
  return [reference, decisionNamed(opened, of, texts, language), effect].join(' · ');
}

/** What was decided, oldest first. */
function historyOf({ texts, language }: OfficerPage, { events }: Opened): HTMLElement {
  return h(
    'ol',
    { class: 'history' },
    ...events.map(({ type, by, why, note, from, recordedAt, act }) =>
      h(
        'li',
        { 'data-act': act },
        h('time', { datetime: recordedAt }, shown(recordedAt, language)),
        h('strong', {}, texts.acts[type] ?? type),
        why !== undefined && h('span', {}, worded(texts, why)),
        note !== undefined && h('span', {}, note),
        from !== undefined && from !== recordedAt && h('span', {}, `${texts.fields['from']}: ${shown(from, language)}`),
        h('span', {}, by),
      ),
    ),
  );
}
