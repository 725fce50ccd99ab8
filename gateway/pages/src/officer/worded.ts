import type { Translated } from '../settings.ts';
import { shown } from '../shown.ts';
import { said } from '../texts/texts.ts';
import type { Opened } from './opened.ts';
import type { OfficerTexts } from './texts/texts.ts';

/** A word of the model in a language: a ground, an outcome, yes or no; all else stays as it is. */
export const worded = ({ reasons, values }: OfficerTexts, word: string): string =>
  (reasons as Record<string, string>)[word] ?? values[word] ?? word;

/** A decision on a certificate, by what it was and when; by its digest where the certificate has none such. */
export function decisionNamed(
  { events }: Opened,
  act: string,
  texts: OfficerTexts,
  language: keyof Translated,
): string {
  const event = events.find((one) => one.act === act);
  if (!event) return act;
  const { type, recordedAt } = event;
  return said(texts.decisionNamed, { what: texts.acts[type] ?? type, at: shown(recordedAt, language) });
}
