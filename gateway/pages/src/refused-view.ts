import { Refusal } from '@fairway/model';
import { h } from './element.ts';
import type { Page } from './page.ts';
import type { Subject } from './subject.ts';
import { said } from './texts/texts.ts';
import { verdictBanner } from './verdict-banner.ts';

/** What a statement is refused for that its issuer did not make, or had no right to. */
const FALSE = new Set(['SIGNATURE_INVALID', 'KEY_NOT_IN_FORCE', 'SIGNER_NOT_ALLOWED']);

/** Whether a statement was refused since its issuer did not make it, or had no right to. */
export const isFalseStatement = (error: unknown): boolean => error instanceof Refusal && FALSE.has(error.code);

/** Why there is no answer, and what can be done about it. */
export function refusedView(
  page: Page,
  { error, isFalse, rest }: { error: unknown; isFalse: boolean; rest?: Subject },
): HTMLElement {
  const { texts } = page;
  const verdict = isFalse ? 'invalid' : 'could-not-check';
  return h(
    'div',
    {},
    verdictBanner(verdict, texts.verdicts[verdict].name, reasonOf(page, error)),
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
