import type { ActToSign } from '@fairway/model';
import type { Turn } from '@fairway/sdk';
import { h } from '../element.ts';
import { save } from '../save.ts';
import { shown } from '../shown.ts';
import { copyButton } from './copy-button.ts';
import { linkTo } from './given-act.ts';
import type { OfficerPage } from './page.ts';
import { facts } from './state-view.ts';

/** An act that this officer has signed and another one is still to sign, to be handed on. */
export function handOnView(page: OfficerPage, file: ActToSign, { missing }: Turn): HTMLElement {
  const { texts, language } = page;
  const { act, id } = file;
  const link = linkTo(file);
  const name = `${act.type}-${act.records[0]!.id}.act.json`.replaceAll(/[^A-Za-z0-9.-]+/g, '-');
  return h(
    'section',
    { class: 'panel narrow', 'data-hand-on': id },
    h('h1', { tabindex: '-1' }, texts.handOn),
    h('p', {}, texts.handOnLead),
    facts(
      [texts.number, act.records[0]!.id],
      [texts.fields['decision']!, texts.acts[act.type] ?? act.type],
      [texts.missing, missing.join(', ')],
      [texts.goodUntil, shown(act.notAfter, language)],
      [texts.digest, h('code', {}, id)],
    ),
    h(
      'p',
      { class: 'actions' },
      copyButton(page, texts.copyLink, link, 'main'),
      h('button', { type: 'button', id: 'file', click: () => save(name, file) }, texts.saveFile),
      h('button', { type: 'button', id: 'to-list', click: () => page.back() }, texts.toList),
    ),
    h('details', {}, h('summary', {}, texts.link), h('p', { class: 'bytes', id: 'link' }, link)),
  );
}
