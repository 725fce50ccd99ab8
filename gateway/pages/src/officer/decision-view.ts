import { h } from '../element.ts';
import { nameable, type OfficerAct } from './decisions.ts';
import { fieldsOf, type Field } from './fields.ts';
import type { Opened } from './opened.ts';
import type { OfficerPage } from './page.ts';
import { decisionNamed, worded } from './worded.ts';

type Options = Record<string, string | boolean | undefined>;

/** What an argument is chosen among, by what each is called. */
type Choices = readonly (readonly [string, string])[];

/** A decision to be filled in: what its schema asks for, and of a new certificate its number. */
export function decisionView(
  page: OfficerPage,
  type: OfficerAct,
  types: readonly { code: string; name: string }[],
  opened?: Opened,
): HTMLElement {
  const { texts, draft } = page;
  const fields = fieldsOf(type);
  const submit = (event: Event) => {
    event.preventDefault();
    void page.decide(type, opened?.number ?? draft['number'] ?? '', argumentsOf(fields, draft));
  };
  const back = () => void (opened ? page.openCertificate(opened.number) : page.home());
  const made = fields.map((one) => control(page, type, one, choicesOf(page, type, one, types, opened)));
  return h(
    'form',
    { class: 'panel narrow', submit },
    h('h1', { tabindex: '-1' }, texts.actions[type]),
    opened && h('p', {}, `${opened.number} · ${opened.holder ?? opened.certificate.holder}`),
    h('p', { class: 'lead' }, texts.means[type]),
    page.signsTogether(type) && h('p', { class: 'copy' }, texts.takesTwo),
    !opened && input(page, { ...NUMBER, name: 'number' }),
    ...made,
    h(
      'p',
      { class: 'actions' },
      h('button', { class: 'main', id: 'review' }, texts.review),
      h('button', { type: 'button', id: 'back', click: back }, texts.back),
    ),
  );
}

const NUMBER: Omit<Field, 'name'> = { isRequired: true, kind: 'text', options: [], most: 40 };

/** What was filled in, as the act says it: moments in UTC, and nothing that was left empty. */
function argumentsOf(fields: readonly Field[], draft: Readonly<Record<string, string>>): Record<string, unknown> {
  const valueOf = (kind: Field['kind'], value: string) =>
    kind === 'moment' ? new Date(value).toISOString() : kind === 'yes-or-no' ? value === 'true' : value;
  return Object.fromEntries(
    fields.flatMap(({ name, kind }) => {
      const value = (draft[name] ?? '').trim();
      return value === '' ? [] : [[name, valueOf(kind, value)]];
    }),
  );
}

/** What may be chosen, where an argument is one of some: words of the model, types of the programme, or what stands on the record. */
function choicesOf(
  { texts, language }: OfficerPage,
  type: OfficerAct,
  { name, kind, options }: Field,
  types: readonly { code: string; name: string }[],
  opened?: Opened,
): Choices | undefined {
  if (name === 'type') return types.map((one) => [one.code, `${one.code} · ${one.name}`]);
  if (kind === 'choice') return options.map((one) => [one, worded(texts, one)]);
  if (kind === 'yes-or-no') return ['true', 'false'].map((one) => [one, worded(texts, one)]);
  const isOnRecord = name === 'of' || (name === 'reference' && type === 'aeo.resolveAppeal');
  if (!isOnRecord || !opened) return undefined;
  return nameable(opened.certificate, opened.check.at, type, name).map((one) => [
    one,
    name === 'of' ? decisionNamed(opened, one, texts, language) : one,
  ]);
}

function control(page: OfficerPage, type: OfficerAct, field: Field, choices?: Choices): HTMLElement {
  if (choices) return choice(page, field, choices);
  return field.name === 'note' ? noteField(page, field) : input(page, field, hintOf(page, type, field));
}

function hintOf({ texts }: OfficerPage, type: OfficerAct, { name, kind }: Field): string | undefined {
  if (kind === 'moment') return type === 'aeo.resolveAppeal' ? texts.outcomeFromHint : texts.fromHint;
  return ({ holder: texts.holderHint, reviewOn: texts.endsHint } as Record<string, string>)[name];
}

const TYPES = { date: 'date', moment: 'datetime-local' } as Readonly<Record<string, string>>;

function input(page: OfficerPage, { name, kind, isRequired, most }: Field, hint?: string): HTMLElement {
  const about = hint === undefined ? undefined : `${name}-hint`;
  const options: Options = {
    ...{ type: TYPES[kind], required: isRequired, maxlength: most?.toString(), 'aria-describedby': about },
    ...(name === 'holder' && { autocapitalize: 'none' }),
  };
  return h(
    'div',
    {},
    h('label', { for: name }, labelOf(page, name, isRequired)),
    h('input', {
      ...{ id: name, autocomplete: 'off', spellcheck: 'false', value: page.draft[name], input: keeping(page, name) },
      ...options,
    }),
    hint !== undefined && h('p', { class: 'hint', id: about }, hint),
  );
}

function noteField(page: OfficerPage, { name, most }: Field): HTMLElement {
  return h(
    'div',
    {},
    h('label', { for: name }, labelOf(page, name, false)),
    h('textarea', { id: name, rows: '3', maxlength: most?.toString(), input: keeping(page, name) }, page.draft[name]),
  );
}

function choice(page: OfficerPage, { name, isRequired }: Field, choices: Choices): HTMLElement {
  const chosen = page.draft[name];
  return h(
    'div',
    {},
    h('label', { for: name }, labelOf(page, name, isRequired)),
    h(
      'select',
      { id: name, required: isRequired, change: keeping(page, name) },
      h('option', { value: '' }, '—'),
      ...choices.map(([value, text]) => h('option', { value, selected: value === chosen }, text)),
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
