import { h } from './element.ts';
import type { Gateway } from './gateways.ts';
import type { Page } from './page.ts';
import type { Carried } from './settings.ts';
import { shown } from './shown.ts';
import { said } from './texts/texts.ts';

/** What a saved page says of itself: whence it came and when, and what gateways now say of the roots that it carries. */
export function savedLines({ texts, language, comparison }: Page, { from, at }: Carried): string[] {
  const { notNewerBy = [], newerBy = [], contradictedBy = [] } = comparison ?? {};
  const heard = (sentence: string, gateways: readonly Gateway[]) =>
    gateways.length === 0 ? [] : [said(sentence, { by: gateways.map(nameOf).join(', ') })];
  return [
    said(texts.savedFrom, { from: new URL(from).host, at: shown(at, language) }),
    ...heard(texts.rootsNewer, newerBy),
    ...heard(texts.rootsNotNewer, notNewerBy),
    ...heard(texts.rootsContradicted, contradictedBy),
    ...(notNewerBy.length + newerBy.length === 0 ? [texts.rootsAlone] : []),
  ];
}

const nameOf = ({ member, base }: Gateway): string => member || new URL(base).host;

/** Where the page can be had to be opened from disk. */
export const saveOffer = ({ texts }: Page): HTMLElement =>
  h(
    'p',
    {},
    h('a', { href: 'verify/saved.html', download: 'saved.html', id: 'save' }, texts.savePage),
    ` ${texts.savePageHint}`,
  );
