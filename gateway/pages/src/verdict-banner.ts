import type { Verdict } from '@fairway/verifier';
import { ICONS, h, icon } from './element.ts';

/** The verdict, before all else; focus goes here, so that a screen reader says it first. */
export function verdictBanner(verdict: Verdict, name: string, ...lines: string[]): HTMLElement {
  return h(
    'section',
    { class: `verdict ${verdict}`, 'aria-labelledby': 'outcome', 'data-verdict': verdict },
    h('div', { class: 'sign' }, icon(...ICONS[verdict])),
    h('h1', { id: 'outcome', tabindex: '-1' }, name),
    h('div', { class: 'why' }, ...lines.map((line) => h('p', {}, line))),
  );
}
