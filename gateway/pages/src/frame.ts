import { h } from './element.ts';
import type { Translated } from './settings.ts';

type Language = keyof Translated;

/** What stands around every view of a page. */
export interface Frame {
  language: Language;
  /** What each language calls itself. */
  texts: Readonly<Record<Language, { language: string }>>;
  /** The document's title, and what stands beside the crest. */
  title: string;
  name: string;
  /** The crest's address. */
  crest: string;
  speak: (language: Language) => void;
  /** Further buttons of the head. */
  buttons?: readonly (Node | false | undefined)[];
  foot: Node;
}

/** Shows a view, in its frame, in place of the one before. */
export function showFramed({ title, language, foot, ...frame }: Frame, view: Node): void {
  document.documentElement.lang = language;
  document.title = title;
  document.body.replaceChildren(headOf({ language, ...frame }), h('main', {}, view), foot);
}

function headOf({ language, texts, name, crest, speak, buttons = [] }: Omit<Frame, 'title' | 'foot'>): HTMLElement {
  const choose = (event: Event) => {
    speak((event.target as HTMLSelectElement).value as Language);
    document.getElementById('language')?.focus();
  };
  return h(
    'header',
    {},
    h('img', { src: crest, alt: '', class: 'crest' }),
    h('p', { class: 'administration' }, name),
    h(
      'select',
      { id: 'language', 'aria-label': 'Language / Idioma', change: choose },
      ...Object.entries(texts).map(([value, { language: own }]) =>
        h('option', { value, lang: value, selected: value === language }, own),
      ),
    ),
    ...buttons,
  );
}

/** Lines of a foot. */
export const listOf = (lines: readonly string[]): HTMLElement => h('ul', {}, ...lines.map((line) => h('li', {}, line)));

/** The language among those of a page that the browser likes best; English where there is none. */
export function preferredIn(texts: Frame['texts']): Language {
  const wanted = navigator.languages.map((one) => one.slice(0, 2)).find((one) => one in texts);
  return (wanted as Language | undefined) ?? 'en';
}
