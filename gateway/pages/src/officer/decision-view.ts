import { AEO_REASONS } from '@fairway/model';
import { h } from '../element.ts';
import type { OfficerAct } from './decisions.ts';
import type { Opened, OfficerPage } from './page.ts';

type Options = Record<string, string | boolean | undefined>;

/** A decision to be filled in. */
export function decisionView(
  page: OfficerPage,
  type: OfficerAct,
  types: readonly { code: string; name: string }[],
  opened?: Opened,
): HTMLElement {
  const { texts, draft } = page;
  const fields = type === 'aeo.grant' ? grantFields(page, types) : changeFields(page, type);
  const submit = (event: Event) => {
    event.preventDefault();
    const { number = '', ...args } = draft;
    void page.decide(type, opened?.number ?? number, argumentsOf(args));
  };
  const back = () => void (opened ? page.openCertificate(opened.number) : page.home());
  return h(
    'form',
    { class: 'panel narrow', submit },
    h('h1', { tabindex: '-1' }, texts.actions[type]),
    opened && h('p', {}, `${opened.number} · ${opened.holder ?? opened.certificate.holder}`),
    ...fields,
    h(
      'p',
      { class: 'actions' },
      h('button', { class: 'main', id: 'review' }, texts.review),
      h('button', { type: 'button', id: 'back', click: back }, texts.back),
    ),
  );
}

/** What was filled in, as the act says it: moments in UTC, and nothing that was left empty. */
function argumentsOf(draft: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(draft)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '');
  return Object.fromEntries(
    given.map(([name, value]) => [name, name === 'from' ? new Date(value).toISOString() : value]),
  );
}

function changeFields(page: OfficerPage, type: OfficerAct): (HTMLElement | false)[] {
  const { texts } = page;
  const grounds = AEO_REASONS.map((reason) => [reason, texts.reasons[reason]] as const);
  return [
    type !== 'aeo.reinstate' && choice(page, 'reason', grounds),
    field(page, 'from', { type: 'datetime-local', hint: texts.fromHint }),
    noteField(page),
  ];
}

function grantFields(page: OfficerPage, types: readonly { code: string; name: string }[]): HTMLElement[] {
  const { texts } = page;
  const date = { type: 'date' };
  return [
    field(page, 'number', { required: true }),
    field(page, 'holder', { required: true, autocapitalize: 'none', hint: texts.holderHint }),
    choice(
      page,
      'type',
      types.map(({ code, name }) => [code, `${code} · ${name}`] as const),
    ),
    h(
      'div',
      { class: 'fields' },
      field(page, 'grantedOn', { ...date, required: true }),
      field(page, 'validFrom', { ...date, required: true }),
      field(page, 'validTo', date),
      field(page, 'reviewOn', { ...date, hint: texts.endsHint }),
    ),
  ];
}

function field(page: OfficerPage, name: string, { hint, ...options }: Options): HTMLElement {
  const { texts, draft } = page;
  const about = typeof hint === 'string' ? `${name}-hint` : undefined;
  return h(
    'div',
    {},
    h('label', { for: name }, labelOf(page, name, options['required'] === true)),
    h('input', {
      ...{ id: name, autocomplete: 'off', spellcheck: 'false', value: draft[name], input: keeping(page, name) },
      ...{ 'aria-describedby': about, ...options },
    }),
    typeof hint === 'string' && h('p', { class: 'hint', id: about }, name === 'from' ? texts.fromHint : hint),
  );
}

function noteField(page: OfficerPage): HTMLElement {
  return h(
    'div',
    {},
    h('label', { for: 'note' }, labelOf(page, 'note', false)),
    h('textarea', { id: 'note', rows: '3', maxlength: '500', input: keeping(page, 'note') }, page.draft['note']),
  );
}

function choice(page: OfficerPage, name: string, options: readonly (readonly [string, string])[]): HTMLElement {
  const chosen = page.draft[name];
  return h(
    'div',
    {},
    h('label', { for: name }, labelOf(page, name, true)),
    h(
      'select',
      { id: name, required: true, change: keeping(page, name) },
      h('option', { value: '' }, '—'),
      ...options.map(([value, text]) => h('option', { value, selected: value === chosen }, text)),
    ),
  );
}

const labelOf = ({ texts }: OfficerPage, name: string, isRequired: boolean): string => {
  const label = name === 'holder' ? texts.fields['holderHandle']! : (texts.fields[name] ?? name);
  return isRequired ? label : `${label} ${texts.optional}`;
};

const keeping = (page: OfficerPage, name: string) => (event: Event) => {
  page.draft[name] = (event.target as HTMLInputElement).value;
};
