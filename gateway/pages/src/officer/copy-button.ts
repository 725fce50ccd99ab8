import { h } from '../element.ts';
import type { OfficerPage } from './page.ts';

/** Puts a text where it can be pasted from. */
export function copyButton({ texts }: OfficerPage, name: string, text: string, looks = ''): HTMLElement {
  const copy = (event: Event) =>
    void navigator.clipboard.writeText(text).then(() => {
      (event.target as HTMLElement).textContent = texts.copied;
    });
  return h('button', { type: 'button', class: looks, id: 'copy', click: copy }, name);
}
