import { Refusal } from '@fairway/model';
import { h } from '../element.ts';
import { shown } from '../shown.ts';
import type { OfficerPage, Recorded } from './page.ts';
import { facts } from './state-view.ts';

/** What was recorded, as the gateway says it; the certificate that is opened from here is replayed from its acts. */
export function receiptView(page: OfficerPage, { act, receipt }: Recorded): HTMLElement {
  const { texts, language } = page;
  const { id } = act.records[0]!;
  return h(
    'section',
    { class: 'panel narrow', 'data-receipt': receipt.act },
    h('h1', { tabindex: '-1' }, texts.recorded),
    h('p', {}, texts.recordedLead),
    facts(
      [texts.number, id],
      [texts.recordedAt, shown(receipt.recordedAt, language)],
      [texts.digest, h('code', {}, receipt.act)],
      [texts.transaction, h('code', {}, receipt.transactionId)],
      [texts.block, String(receipt.blockNumber)],
    ),
    h(
      'p',
      { class: 'actions' },
      h(
        'button',
        { type: 'button', class: 'main', id: 'to-certificate', click: () => void page.openCertificate(id) },
        texts.toCertificate,
      ),
      h('button', { type: 'button', id: 'to-list', click: () => page.back() }, texts.toList),
    ),
  );
}

/** Why it was not done: what a rule refused, or what failed on the way. */
export function failedView(
  page: OfficerPage,
  error: unknown,
  { again, change }: { again?: (() => void) | undefined; change?: (() => void) | undefined },
): HTMLElement {
  const { texts } = page;
  const code = codeOf(error);
  const isRefusal = error instanceof Refusal;
  return h(
    'section',
    { class: 'panel narrow', role: 'alert', 'data-code': code ?? '' },
    h('h1', { tabindex: '-1' }, isRefusal ? texts.refused : texts.failed),
    h('p', {}, explained(page, error)),
    again ? h('p', {}, texts.sendAgainHint) : h('p', {}, texts.nothingSigned),
    facts([texts.code, code && h('code', {}, isRefusal && error.path ? `${code} ${error.path}` : code)]),
    h(
      'p',
      { class: 'actions' },
      again && h('button', { type: 'button', class: 'main', id: 'again', click: again }, texts.sendAgain),
      code === 'ACCESS_DENIED' &&
        h('button', { type: 'button', class: 'main', id: 'sign-in', click: () => void page.signIn() }, texts.signIn),
      change && h('button', { type: 'button', class: 'main', id: 'change', click: change }, texts.changeIt),
      h('button', { type: 'button', id: 'to-list', click: () => page.back() }, texts.toList),
    ),
  );
}

const codeOf = (error: unknown): string | undefined => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
};

/** An error for an officer: in words of the page's language where it has some, and as it was said. */
export function explained({ texts }: OfficerPage, error: unknown): HTMLElement {
  const code = codeOf(error);
  const { sentence, message } = error as { sentence?: string; message?: string };
  const own = code === undefined ? undefined : texts.refusals[code];
  return h(
    'span',
    {},
    own,
    own !== undefined && h('br'),
    h('span', { lang: 'en', class: 'hint' }, sentence ?? message ?? ''),
  );
}
