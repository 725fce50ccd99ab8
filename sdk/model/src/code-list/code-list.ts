import * as z from 'zod';
import { rule } from '../schema.js';
import { text } from '../text.js';

/** The lists that all members share: part of the contracts' version, since all decide by the same. */
export const CODE_LIST_NAMES = [
  'AEO-BENEFITS',
  'COUNTRIES',
  'CURRENCIES',
  'ELECTRONIC-TITLES',
  'HS-CHAPTERS',
  'SCAC',
  'SMDG',
  'UNITS',
] as const;
export type CodeListName = (typeof CODE_LIST_NAMES)[number];

/** A shared code list, as `config/code-lists` has it. */
export const CodeList = z.strictObject({
  list: z.enum(CODE_LIST_NAMES),
  edition: text(60),
  source: text(250),
  rows: z
    .array(
      z.strictObject({
        code: z.string().regex(/^([A-Z0-9]{2,6}|[a-z][a-z-]{1,39})$/),
        name: text(140),
        minorUnits: z.int().min(0).max(4).optional().describe('decimal places of a currency'),
        home: z
          .string()
          .regex(/^[A-Z]{2}$/)
          .optional()
          .describe('the member where a carrier of this code issues'),
      }),
    )
    .check(
      rule<{ code: string }[]>(
        (rows) => rows.every(({ code }, index) => index === 0 || rows[index - 1]!.code < code),
        'CODES_OUT_OF_ORDER',
        'codes are listed in order, each once',
      ),
    ),
});
export type CodeList = z.infer<typeof CodeList>;
