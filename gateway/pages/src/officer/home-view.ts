import { CERTIFICATE_STATES, canonical, checkAeo, instantOf, sponsorOf } from '@fairway/model';
import type { Listed } from '@fairway/sdk';
import { h } from '../element.ts';
import { shown } from '../shown.ts';
import { said } from '../texts/texts.ts';
import { copyButton } from './copy-button.ts';
import { OFFICER_ACTS } from './decisions.ts';
import { keyStateOf } from './key-state.ts';
import type { OfficerPage } from './page.ts';
import { stateOf } from './state-view.ts';

/** The officer's key, and the member's certificates to choose from. */
export function homeView(page: OfficerPage): HTMLElement {
  const { texts, settings, key, certificates, hasMore } = page;
  return h(
    'div',
    {},
    h('h1', { tabindex: '-1' }, said(texts.certificates, { member: settings.member })),
    keyPanel(page),
    h(
      'div',
      { class: 'panel' },
      findForm(page),
      key?.handle !== undefined &&
        h(
          'button',
          { type: 'button', id: 'grant', click: () => void page.begin('aeo.grant') },
          texts.actions['aeo.grant'],
        ),
    ),
    key?.handle !== undefined && givenForm(page),
    statusChoice(page),
    certificates.length === 0
      ? h('p', {}, texts.none)
      : h('ul', { class: 'certificates' }, ...certificates.map((one) => line(page, one))),
    hasMore && h('button', { type: 'button', id: 'more', click: () => void page.more() }, texts.more),
  );
}

function line(page: OfficerPage, listed: Listed): HTMLElement {
  const { texts } = page;
  const state =
    'certificate' in listed
      ? stateOf(texts, checkAeo(listed.certificate, instantOf(Date.now())).status)
      : h('span', { class: 'state bad' }, said(texts.broken, { code: listed.refusal.code }));
  return h(
    'li',
    { 'data-number': listed.number },
    h(
      'button',
      { type: 'button', click: () => void page.openCertificate(listed.number) },
      h('span', {}, listed.number),
      state,
    ),
  );
}

function findForm(page: OfficerPage): HTMLElement {
  const { texts } = page;
  const number = h('input', {
    id: 'number',
    required: true,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': 'find-hint',
  });
  const find = (event: Event) => {
    event.preventDefault();
    void page.openCertificate(number.value);
  };
  return h(
    'form',
    { submit: find },
    h('h2', {}, texts.find),
    h(
      'div',
      { class: 'find' },
      h('div', {}, h('label', { for: 'number' }, texts.number), number),
      h('button', { class: 'main' }, texts.open),
    ),
    h('p', { class: 'hint', id: 'find-hint' }, texts.findHint),
  );
}

/** Where an act is opened that another officer has begun. */
function givenForm(page: OfficerPage): HTMLElement {
  const { texts } = page;
  const given = h('textarea', { id: 'given', rows: '2', spellcheck: 'false', 'aria-describedby': 'given-hint' });
  const file = h('input', {
    ...{ type: 'file', id: 'given-file', accept: '.json,.act,application/json' },
    change: () => void file.files?.[0]?.text().then((text) => page.openAct(text)),
  });
  const open = (event: Event) => {
    event.preventDefault();
    void page.openAct(given.value);
  };
  return h(
    'details',
    { class: 'panel' },
    h('summary', { id: 'signing-with-another' }, texts.given),
    h(
      'form',
      { submit: open },
      h('p', { class: 'hint', id: 'given-hint' }, texts.givenHint),
      h('label', { for: 'given' }, texts.givenText),
      given,
      h(
        'p',
        { class: 'actions' },
        h('button', { class: 'main', id: 'open-given' }, texts.open),
        h('label', { class: 'pick' }, file, h('span', {}, texts.givenFile)),
      ),
    ),
  );
}

function statusChoice(page: OfficerPage): HTMLElement {
  const { texts, status } = page;
  const choose = (event: Event) => void page.home((event.target as HTMLSelectElement).value);
  return h(
    'div',
    {},
    h('label', { for: 'status' }, texts.status),
    h(
      'select',
      { id: 'status', change: choose },
      h('option', { value: '' }, texts.all),
      ...CERTIFICATE_STATES.map((one) => h('option', { value: one, selected: one === status }, texts.states[one])),
    ),
  );
}

/** The key of this browser: how it stands, and what the registrar needs of it. */
function keyPanel(page: OfficerPage): HTMLElement {
  const { texts, key, officer, settings, language } = page;
  const now = instantOf(Date.now());
  const state = keyStateOf(key, officer, now);
  if (!key)
    return h(
      'section',
      { class: 'panel' },
      h('h2', {}, texts.key),
      h('p', {}, texts.keyNone),
      h('p', { class: 'hint' }, texts.keyHint),
      h('button', { type: 'button', class: 'main', id: 'make-key', click: () => void page.makeKey() }, texts.makeKey),
    );
  const from = officer?.keys[key.thumbprint]?.from;
  const facts = from === undefined ? {} : { from: shown(from, language) };
  const good = state === 'in-force' ? 'good' : state === 'ended' ? 'bad' : '';
  const together = OFFICER_ACTS.filter((type) => page.signsTogether(type)).map((type) => texts.actions[type]);
  const isOthers =
    key.handle !== undefined && /^[a-z]{2}-/.test(key.handle) && sponsorOf(key.handle) !== settings.member;
  return h(
    'section',
    { class: 'panel', 'data-key': state },
    h('h2', {}, texts.key),
    h('p', {}, h('span', { class: `state ${good}` }, said(texts.keyStates[state], facts))),
    isOthers &&
      h('p', { class: 'copy' }, said(texts.otherMember, { member: sponsorOf(key.handle!), own: settings.member })),
    h(
      'dl',
      {},
      ...(key.handle === undefined ? [] : [h('dt', {}, texts.handle), h('dd', {}, key.handle)]),
      h('dt', {}, texts.thumbprint),
      h('dd', {}, h('code', { id: 'thumbprint' }, key.thumbprint)),
      ...(together.length === 0 ? [] : [h('dt', {}, texts.twoSign), h('dd', { id: 'two-sign' }, together.join(', '))]),
    ),
    h(
      'details',
      state === 'in-force' ? {} : { open: true },
      h('summary', {}, texts.publicKey),
      handleForm(page),
      h('p', { class: 'hint' }, texts.publicKeyHint),
      h('p', { class: 'jwk', id: 'jwk' }, canonical(key.publicKey)),
      copyButton(page, texts.copy, canonical(key.publicKey)),
      h('p', { class: 'hint' }, texts.keyHint),
      (state === 'ended' || state === 'unregistered') &&
        h('button', { type: 'button', id: 'make-key', click: () => void page.makeKey() }, texts.makeAnotherKey),
    ),
  );
}

function handleForm(page: OfficerPage): HTMLElement {
  const { texts, key } = page;
  const handle = h('input', {
    ...{ id: 'handle', required: true, autocomplete: 'off', spellcheck: 'false', autocapitalize: 'none' },
    pattern: '[A-Za-z]{2}-[0-7][0-9A-Za-z]{25}',
    value: key?.handle,
    'aria-describedby': 'handle-hint',
  });
  const keep = (event: Event) => {
    event.preventDefault();
    void page.noteHandle(handle.value);
  };
  return h(
    'form',
    { submit: keep },
    h(
      'div',
      { class: 'find' },
      h('div', {}, h('label', { for: 'handle' }, texts.handle), handle),
      h('button', { id: 'keep-handle' }, texts.keep),
    ),
    h('p', { class: 'hint', id: 'handle-hint' }, texts.handleHint),
  );
}
