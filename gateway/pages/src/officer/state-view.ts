import type { AeoCheck } from '@fairway/model';
import { h } from '../element.ts';
import type { OfficerTexts } from './texts/texts.ts';

/** How a certificate stands, in a word. */
export function stateOf(texts: OfficerTexts, status: AeoCheck['status']): HTMLElement {
  const kind = status === 'active' ? 'good' : status === 'suspended' || status === 'not-yet-valid' ? '' : 'bad';
  return h('span', { class: `state ${kind}`, 'data-status': status }, texts.states[status]);
}

/** Facts by their names; what is not there is left out. */
export const facts = (...pairs: readonly (readonly [string, Node | string | undefined])[]): HTMLElement =>
  h(
    'dl',
    {},
    ...pairs.flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [h('dt', {}, name), h('dd', {}, value)],
    ),
  );
