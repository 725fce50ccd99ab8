import * as z from 'zod';
import { rule } from './schema.js';

/** Control characters, and format characters that reorder or hide what a reader sees; joiners that scripts need stay. */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;

/** A line of text for people, at most `max` characters, in Unicode's form NFC. */
export function text(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .check(
      rule<string>(
        (value) => !FORBIDDEN.test(value),
        'FORBIDDEN_CHARACTER',
        'control and format characters, such as line breaks and bidirectional marks, are not accepted',
      ),
      rule<string>(
        (value) => value === value.normalize('NFC'),
        'NOT_NORMALISED',
        'text is accepted in Unicode form NFC',
      ),
      rule<string>(
        (value) => value === value.trim(),
        'NOT_NORMALISED',
        'text is accepted without space before or after',
      ),
    );
}

/** A string of one exact form; `sentence` says which. */
export function pattern(form: RegExp, sentence: string) {
  return z.string().max(256).regex(form, { error: sentence });
}
