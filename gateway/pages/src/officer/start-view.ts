import { h } from '../element.ts';
import { explained } from './ending-view.ts';
import type { OfficerPage } from './page.ts';

/** Before anybody has signed in. */
export function startView(page: OfficerPage, error?: unknown): HTMLElement {
  const { texts } = page;
  return h(
    'div',
    {},
    h('h1', { tabindex: '-1' }, texts.title),
    h('p', { class: 'lead' }, texts.lead),
    error !== undefined && h('p', { class: 'copy', role: 'alert' }, `${texts.signInFailed}. `, explained(page, error)),
    h('p', { class: 'hint' }, texts.signInHint),
    h('button', { type: 'button', class: 'main', id: 'sign-in', click: () => void page.signIn() }, texts.signIn),
  );
}
