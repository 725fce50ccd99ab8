import { Refusal } from '@fairway/model';
import { h } from './element.ts';
import type { Page } from './page.ts';
import type { Subject } from './subject.ts';
import { said } from './texts/texts.ts';
import { verdictBanner } from './verdict-banner.ts';

/** Why there is no answer, and what can be done about it. */
export function refusedView(page: Page, error: unknown, rest?: Subject): HTMLElement {
  const { texts } = page;
  return h(
    'div',
    {},
    verdictBanner('could-not-check', texts.verdicts['could-not-check'].name, reasonOf(page, error)),
    h(
      'p',
      { class: 'actions' },
      h('button', { type: 'button', class: 'main', click: () => page.start() }, texts.another),
      rest &&
        h('button', { type: 'button', click: () => void page.again(rest) }, `${texts.numberAlone}: ${rest.record.id}`),
    ),
  );
}

function reasonOf({ texts }: Page, error: unknown): string {
  const { name, message } = error as Error;
  if (error instanceof Refusal)
    return texts.refusals[error.code] ?? said(texts.refusedElse, { sentence: error.sentence });
  if (name === 'NoTrust') return texts.noTrust;
  if (name === 'Unreachable' || name === 'DocumentsUnreachable') return texts.unreachable;
  return said(texts.refusedElse, { sentence: message });
}
