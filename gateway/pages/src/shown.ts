import type { Translated } from './settings.ts';

/** Facts as people of a language read them: moments and days are written out, all else stays as it is. */
export function shownFacts(
  facts: Readonly<Record<string, string>>,
  language: keyof Translated,
): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, shown(value, language)]));
}

/** One value as people of a language read it. */
export function shown(value: string, language: keyof Translated): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dateIn(language, { dateStyle: 'long', timeZone: 'UTC' }, value);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value))
    return dateIn(
      language,
      { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
      value,
    );
  return value;
}

/** What only looks like a date, as a lot's number may, stays as it is. */
function dateIn(language: string, options: Intl.DateTimeFormatOptions, value: string): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return value;
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, options).format(date);
}
