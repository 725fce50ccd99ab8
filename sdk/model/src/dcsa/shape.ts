import * as z from 'zod';
import { demand } from '../refusal.js';
import { rule } from '../schema.js';

/**
 * DCSA's OpenAPI files close no object, so further properties are kept wherever they stand; what is required, how long
 * a text may be and which form it has is as strict as theirs.
 */
export function open<R extends z.core.$ZodLooseShape, O extends z.core.$ZodLooseShape = Record<never, never>>(
  required: R,
  optional?: O,
): z.ZodObject<
  R & { [name in keyof O]: z.ZodOptional<O[name] extends z.core.SomeType ? O[name] : never> },
  z.core.$loose
> {
  const mayLack = Object.fromEntries(
    Object.entries(optional ?? {}).map(([name, type]) => [name, z.optional(type as z.ZodType)]),
  );
  return z.looseObject({ ...required, ...mayLack }) as never;
}

/** JSON Schema counts characters (code points), where JavaScript counts UTF-16 units: the two differ for rare Han and emoji. */
const length = (value: string): number => (/[\ud800-\udfff]/.test(value) ? [...value].length : value.length);

/** Any text of at most `max` characters. */
export const characters = (max: number) =>
  z
    .string()
    .check(rule<string>((value) => length(value) <= max, 'TOO_LONG', `at most ${max} characters are accepted`))
    .meta({ maxLength: max });

/** A text of at most `max` characters and of one form; the length goes first, so that no form is tried on a flood. */
export const formed = (form: RegExp, max: number, sentence: string) =>
  z
    .string()
    .check(rule<string>((value) => length(value) <= max, 'TOO_LONG', `at most ${max} characters are accepted`))
    .regex(form, { error: sentence })
    .meta({ maxLength: max });

/** One line that neither begins nor ends with a space, 1 to `max` characters. */
export const line = (max: number) =>
  formed(/^\S(?:.*\S)?$/u, max, 'one line of text without space before or after is accepted');

/** Text without any space, 1 to `max` characters. */
export const word = (max: number) => formed(/^\S+$/u, max, 'text without spaces is accepted');

/** A code of one exact form. */
export const code = (form: RegExp, sentence: string) => z.string().regex(form, { error: sentence });

export const CountryCode = code(/^[A-Z]{2}$/, 'two capital letters as in ISO 3166-1 are accepted, ZZ for unknown');
export const CurrencyCode = code(/^[A-Z]{3}$/, 'three capital letters as in ISO 4217 are accepted');
export const UNLocationCode = code(
  /^[A-Z]{2}[A-Z2-9]{3}$/,
  'a UN/LOCODE is accepted: two letters of the country and three of A to Z and 2 to 9',
);

/** SHA-256 as PINT and the issuance manifest write it: 64 lower-case hexadecimal digits. */
export const Checksum = code(/^[0-9a-f]{64}$/, 'SHA-256 in 64 lower-case hexadecimal digits is accepted');

/** JWS in compact serialisation (RFC 7515, section 7.1), unread. */
export const CompactJws = code(
  /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/,
  'a JWS in compact serialisation (RFC 7515) is accepted',
);

const isOnCalendar = (date: string): boolean => {
  const moment = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date.slice(0, 10));
};

/** A full date of RFC 3339. */
export const FullDate = z
  .string()
  .check(
    rule<string>(
      (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && isOnCalendar(value),
      'NO_SUCH_DATE',
      'a date of the calendar like 2026-03-01 is accepted',
    ),
  )
  .meta({ format: 'date' });

const DATE_TIME =
  /^\d{4}-\d{2}-\d{2}[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** A moment of RFC 3339, in UTC or with its offset. */
export const DateTime = z
  .string()
  .check(
    rule<string>(
      (value) => DATE_TIME.test(value) && isOnCalendar(value),
      'NO_SUCH_DATE',
      'a moment like 2026-03-01T12:00:00Z is accepted, with its offset where it is not in UTC',
    ),
  )
  .meta({ format: 'date-time' });

/** Bytes in base64 (RFC 4648, section 4), padded. A pattern that counts to four runs out of stack on megabytes. */
export const Base64 = z
  .string()
  .check(
    rule<string>(
      (value) => value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
      'NOT_ALLOWED',
      'padded base64 (RFC 4648) is accepted',
    ),
  )
  .meta({
    contentEncoding: 'base64',
    pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
  });

/** A quantity above zero and the unit it is in (UN/ECE recommendation 20). */
export const measure = <const U extends readonly [string, ...string[]]>(...units: U) =>
  open({ value: z.number().positive(), unit: z.enum(units) });

/** A number that is not negative. */
export const amount = z.number().nonnegative();
export const count = z.int32().nonnegative();
export const percentage = z.number().min(0).max(100);

const DEEPEST = 64;

/** Refuses with `TOO_DEEP` what is nested deeper than any document is, before anything walks it. */
export function demandShallow(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    demand(depth <= DEEPEST, 'TOO_DEEP', `JSON nested at most ${DEEPEST} deep is accepted`);
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : []));
  }
}

type Alternative = z.ZodObject<z.core.$ZodLooseShape, z.core.$loose>;

/**
 * An object of which one of several alternatives must hold as well: exactly one (`oneOf`) or one at least (`anyOf`), as
 * JSON Schema has it. What is refused is the alternative that was meant, by the property that is there.
 */
function alternatives<B extends Alternative, A extends readonly Alternative[]>(
  word: 'oneOf' | 'anyOf',
  base: B,
  branches: A,
): z.ZodType<z.infer<B> & z.infer<A[number]>> {
  const names = branches.map((branch) => Object.keys(branch.shape)[0]!);
  return base
    .check((context) => {
      const value = context.value as Record<string, unknown>;
      const results = branches.map((branch) => branch.safeParse(value, { reportInput: true }));
      const holding = results.filter(({ success }) => success).length;
      if (holding === 1 || (holding > 1 && word === 'anyOf')) return;
      const meant = names.findIndex((name) => name in value);
      if (holding === 0 && meant >= 0) {
        context.issues.push(
          ...(results[meant]!.error!.issues.map((issue) => ({ ...issue, continue: false })) as never[]),
        );
        return;
      }
      context.issues.push({
        code: 'custom',
        params: { code: holding === 0 ? 'MISSING_FIELD' : 'NOT_ALLOWED' },
        message: `${word === 'oneOf' ? 'exactly one' : 'one at least'} of ${names.join(', ')} is accepted`,
        input: value,
        continue: false,
      });
    })
    .meta({ [word]: branches.map((branch) => withoutDialect(branch)) }) as never;
}

const withoutDialect = (type: z.ZodType) => {
  const { $schema: _, ...schema } = z.toJSONSchema(type);
  return schema;
};

export const exactlyOneOf = <B extends Alternative, A extends readonly Alternative[]>(base: B, ...branches: A) =>
  alternatives('oneOf', base, branches);
export const anyOf = <B extends Alternative, A extends readonly Alternative[]>(base: B, ...branches: A) =>
  alternatives('anyOf', base, branches);
