import { NOT_WAITED_FOR } from '@fairway/model';
import type { Fragment } from '@fairway/verifier';
import type { Checked } from './checked.ts';
import { documentView } from './document-view.ts';
import { ICONS, h, icon } from './element.ts';
import type { Page } from './page.ts';
import { save } from './save.ts';
import { shown, shownFacts } from './shown.ts';
import { said } from './texts/texts.ts';
import { verdictBanner } from './verdict-banner.ts';

/** What a check found: the verdict first, what it is made of, and all that is needed to check it elsewhere. */
export function answerView(page: Page, checked: Checked): HTMLElement {
  const { texts } = page;
  const { subject, found } = checked;
  const { record } = subject;
  return h(
    'article',
    {},
    verdictBanner(found.verdict, texts.verdicts[found.verdict].name, ...inShort(page, checked)),
    h(
      'p',
      { class: 'what' },
      `${texts.kinds[record.kind] ?? record.kind} · ${record.member} · `,
      h('strong', {}, record.id),
      found.asOf !== undefined &&
        ` · ${said(texts.asOf, { at: shown(checked.moment.at ?? found.asOf, page.language) })}`,
    ),
    record.kind === 'title' && h('p', { class: 'copy' }, texts.copy),
    h('h2', {}, texts.found),
    h('ul', { class: 'fragments' }, ...found.fragments.map((one) => fragmentLine(page, one))),
    subject.document && documentView(page, subject.document, found),
    found.history.length > 0 && h('h2', {}, texts.history),
    found.history.length > 0 && historyOf(page, checked),
    h('h2', {}, texts.signatures),
    h('ul', { class: 'signatures' }, ...signaturesOf(page, checked)),
    h('h2', {}, texts.keep),
    h('p', {}, texts.keepHint),
    h('p', { class: 'actions' }, ...downloads(page, checked)),
    furtherOf(page, checked),
  );
}

/** Under the verdict, why: what is not in order, or how it stands. */
function inShort({ texts, language }: Page, { found }: Checked): string[] {
  const reasons = found.fragments
    .filter(({ code }) => code !== 'NOT_ATTESTED')
    .filter(({ dimension, result }) => (found.verdict === 'valid' ? dimension === 'status' : result === found.verdict))
    .map(({ code, reason, facts }) => said(texts.reasons[code] ?? reason, shownFacts(facts, language)));
  return [...new Set(reasons), texts.verdicts[found.verdict].means];
}

/** One thing that was found. */
export function fragmentLine(
  { texts, language }: Page,
  { dimension, result, code, reason, facts }: Fragment,
): HTMLElement {
  return h(
    'li',
    { class: result, 'data-code': code },
    icon(...ICONS[result]),
    h(
      'div',
      {},
      h('h3', {}, texts.dimensions[dimension], h('span', { class: 'result' }, texts.results[result])),
      h('p', {}, said(texts.reasons[code] ?? reason, shownFacts(facts, language))),
    ),
  );
}

/** What was done, oldest first. */
function historyOf({ texts, language }: Page, { found }: Checked): HTMLElement {
  return h(
    'ol',
    { class: 'history' },
    ...found.history.map(({ type, name, by, recordedAt }) =>
      h(
        'li',
        {},
        h('time', { datetime: recordedAt }, shown(recordedAt, language)),
        h('strong', {}, texts.acts[type] ?? type),
        h('span', { title: by }, name ?? texts.unnamed),
      ),
    ),
  );
}

/** Every member, and whether it has signed, or why not. */
function signaturesOf(page: Page, { found, receipt }: Checked): HTMLElement[] {
  const { texts } = page;
  const why = receipt.bundle.answers[0]!.silent ?? {};
  // Nobody signs why a member is silent, so it is said only where nothing hangs on it.
  const isEnough = found.fragments.some(({ dimension, result }) => dimension === 'attestation' && result === 'valid');
  const silence = (member: string) => (isEnough && why[member] === NOT_WAITED_FOR ? texts.notWaitedFor : texts.silent);
  const line = (member: string | undefined, result: Fragment['result'], text: string) => {
    const name = member === undefined ? '–' : (page.trust?.members.get(member)?.name ?? '');
    const who = h('span', {}, h('strong', {}, member ?? ''), ` ${name}`);
    return h(
      'li',
      { class: result, 'data-member': member ?? '' },
      icon(...ICONS[result]),
      h('div', {}, who, h('p', {}, text)),
    );
  };
  return [
    ...found.signers.map((member) => line(member, 'valid', texts.signed)),
    ...found.findings.map(({ member, finding }) => line(member, 'invalid', texts.findings[finding])),
    ...found.silent.map((member) => line(member, 'not-applicable', silence(member))),
  ];
}

/** The signed answer as a file, and the roots by which it is judged. */
function downloads({ texts, roots, trust }: Page, { receipt }: Checked): HTMLElement[] {
  const { member, kind, id } = receipt.record;
  const answer = `${member}-${kind}-${id.replaceAll(/[^A-Za-z0-9]+/g, '-')}.json`;
  return [
    h('button', { type: 'button', id: 'download', click: () => save(answer, receipt) }, texts.download),
    h(
      'button',
      { type: 'button', id: 'roots', click: () => save(`${trust?.network}-roots.json`, roots) },
      texts.downloadRoots,
    ),
  ];
}

/** What to do next: another moment, another administration, another document. */
function furtherOf(page: Page, { subject, moment }: Checked): HTMLElement {
  const { texts } = page;
  const again = h('button', { type: 'button', class: 'main', click: () => page.start() }, texts.another);
  if (subject.receipt) return h('p', { class: 'actions' }, again);
  const at = h('input', { type: 'datetime-local', id: 'other-at', value: moment.at ? localOf(moment.at) : undefined });
  const known = h('input', { type: 'checkbox', id: 'other-known', checked: moment.knownThen });
  const look = (event: Event) => {
    event.preventDefault();
    const then = at.value ? { at: new Date(at.value).toISOString() } : {};
    void page.again(subject, { ...then, knownThen: known.checked });
  };
  const gateways = page.gateways;
  return h(
    'div',
    { class: 'further' },
    h(
      'form',
      { submit: look },
      h('label', { for: 'other-at' }, `${texts.asAt} (${texts.asAtHint})`),
      at,
      h('label', { class: 'tick', for: 'other-known' }, known, texts.knownThen),
      h('button', {}, texts.otherMoment),
    ),
    gateways.length > 1 &&
      h(
        'div',
        {},
        h('h3', {}, texts.askOther),
        h(
          'p',
          { class: 'actions' },
          ...gateways
            .slice(1)
            .map((one) =>
              h('button', { type: 'button', click: () => void page.again(subject, moment, [one]) }, one.member),
            ),
        ),
      ),
    h('p', { class: 'actions' }, again),
  );
}

/** A moment as a field for local times has it. */
function localOf(instant: string): string {
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
