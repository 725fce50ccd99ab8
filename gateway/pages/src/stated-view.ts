import type { Fragment } from '@fairway/verifier';
import type { StatementVerification } from '@fairway/verifier/statement';
import { fragmentLine } from './answer-view.ts';
import { h } from './element.ts';
import type { Page } from './page.ts';
import { shown, shownFacts } from './shown.ts';
import { said } from './texts/texts.ts';
import { verdictBanner } from './verdict-banner.ts';

/** What a statement said then: never as an answer of now. */
export function statedView(page: Page, { verdict, statement, fragments }: StatementVerification): HTMLElement {
  const { texts, language } = page;
  const { about, asOf } = statement;
  const title = said(texts.statedVerdict, { verdict: texts.verdicts[verdict].name, at: shown(asOf, language) });
  const found = fragments.map((one) => inWords(page, one));
  const why = found
    .filter(({ dimension, result }) => (verdict === 'valid' ? dimension === 'status' : result === verdict))
    .map(({ code, facts }) => said(texts.reasons[code], shownFacts(facts, language)));
  const banner = verdictBanner(verdict, title, ...why, texts.statedMeans);
  banner.classList.add('stated');
  return h(
    'article',
    {},
    banner,
    h(
      'p',
      { class: 'what' },
      `${texts.kinds[about.kind] ?? about.kind} · ${about.member} · `,
      h('strong', {}, about.id),
    ),
    about.kind === 'title' && h('p', { class: 'copy' }, texts.copy),
    h('h2', {}, texts.found),
    h('ul', { class: 'fragments' }, ...found.map((one) => fragmentLine(page, one))),
    h(
      'p',
      { class: 'actions' },
      h('button', { type: 'button', class: 'main', click: () => page.start() }, texts.another),
    ),
  );
}

/** The fragment with the state in the page's language. */
function inWords({ texts }: Page, one: Fragment): Fragment {
  const { state } = one.facts;
  return state === undefined ? one : { ...one, facts: { ...one.facts, state: texts.states[state] ?? state } };
}
