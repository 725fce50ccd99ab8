import { DOMAINS } from '@fairway/model';
import { ICONS, h, icon } from './element.ts';
import { memberOptions, type Draft, type Page } from './page.ts';
import { scanner } from './scanner.ts';

/** The kinds of record that can be checked. */
const KINDS = DOMAINS.filter(({ shown }) => shown !== undefined).map(({ kind }) => kind);

/** The ways in. */
export function startView(page: Page, isScanning: boolean): HTMLElement {
  const { texts } = page;
  return h(
    'div',
    {},
    h('h1', {}, texts.title),
    h('p', { class: 'lead' }, texts.lead),
    isScanning ? scanner(page) : h('div', { class: 'ways' }, ...quickWays(page), numberForm(page), linkForm(page)),
  );
}

function quickWays(page: Page): HTMLElement[] {
  const { texts } = page;
  const chosen = (event: Event) => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file) void page.openFile(file);
  };
  return [
    h(
      'section',
      { class: 'way' },
      h('h2', {}, icon(...ICONS.camera), texts.scan),
      h('p', { class: 'hint' }, texts.scanHint),
      h('button', { type: 'button', class: 'main', id: 'scan', click: () => page.start(true) }, texts.scan),
    ),
    h(
      'section',
      { class: 'way' },
      h('h2', {}, icon(...ICONS.file), texts.file),
      h('p', { class: 'hint', id: 'file-hint' }, texts.fileHint),
      h(
        'label',
        { class: 'pick', for: 'file' },
        h('input', {
          ...{ type: 'file', id: 'file', 'aria-describedby': 'file-hint', change: chosen },
          accept: '.pdf,.json,application/pdf,application/json,image/*',
        }),
        h('span', {}, texts.pick),
      ),
    ),
  ];
}

function linkForm(page: Page): HTMLElement {
  const { texts, draft } = page;
  return h(
    'form',
    { class: 'way', submit: submitting(() => void page.openCode(draft.link)) },
    h('h2', {}, icon(...ICONS.link), h('label', { for: 'link' }, texts.link)),
    h('p', { class: 'hint', id: 'link-hint' }, texts.linkHint),
    typed(page, 'link', { required: true, 'aria-describedby': 'link-hint' }),
    h('button', {}, texts.check),
  );
}

function numberForm(page: Page): HTMLElement {
  const { texts, draft } = page;
  const choose = (name: 'kind' | 'member') => (event: Event) => {
    draft[name] = (event.target as HTMLSelectElement).value;
  };
  const moment = () => ({ ...(draft.at ? { at: new Date(draft.at).toISOString() } : {}), knownThen: draft.knownThen });
  return h(
    'form',
    { class: 'way long', submit: submitting(() => void page.openNumber(moment())) },
    h('h2', {}, icon(...ICONS.number), texts.number),
    h('label', { for: 'kind' }, texts.kind),
    h(
      'select',
      { id: 'kind', change: choose('kind') },
      ...KINDS.map((kind) => h('option', { value: kind, selected: kind === draft.kind }, texts.kinds[kind] ?? kind)),
    ),
    h('label', { for: 'member' }, texts.issuer),
    h('select', { id: 'member', required: true, change: choose('member') }, ...memberOptions(page)),
    h('label', { for: 'number' }, texts.numberName),
    typed(page, 'number', { required: true, 'aria-describedby': 'number-hint', autocapitalize: 'characters' }),
    h('p', { class: 'hint', id: 'number-hint' }, texts.numberHint),
    h(
      'details',
      draft.at ? { open: true } : {},
      h('summary', {}, texts.asAt),
      h('label', { for: 'at' }, `${texts.asAt} (${texts.asAtHint})`),
      typed(page, 'at', { type: 'datetime-local' }),
      knownThen(page),
    ),
    h('button', {}, texts.check),
  );
}

/** Whether only what was recorded by then is to count. */
function knownThen({ texts, draft }: Page): HTMLElement {
  const tick = (event: Event) => {
    draft.knownThen = (event.target as HTMLInputElement).checked;
  };
  const box = h('input', { type: 'checkbox', id: 'known-then', checked: draft.knownThen, change: tick });
  return h('label', { class: 'tick', for: 'known-then' }, box, texts.knownThen);
}

/** A field whose text is kept in the draft. */
function typed(
  { draft }: Page,
  name: keyof Draft & ('link' | 'number' | 'at'),
  properties: Record<string, string | boolean>,
): HTMLInputElement {
  const keep = (event: Event) => {
    draft[name] = (event.target as HTMLInputElement).value;
  };
  const plain = { type: 'text', autocomplete: 'off', spellcheck: 'false' };
  return h('input', { ...plain, id: name, value: draft[name], input: keep, ...properties });
}

const submitting = (then: () => void) => (event: Event) => {
  event.preventDefault();
  then();
};
