import * as z from 'zod';

/**
 * The data types of FIATA's eFBL schemas (github.com/FIATA/eFBL, json-schemas/definitions/classes, release 20230106).
 * They close every object and bound no text: so do these.
 */
type Shape = z.core.$ZodLooseShape;

/** An object of these members and no others, of which the first are needed. */
export const closed = <R extends Shape, O extends Shape = Record<never, never>>(required: R, optional?: O) =>
  z.strictObject({
    ...required,
    ...Object.fromEntries(Object.entries(optional ?? {}).map(([name, type]) => [name, z.optional(type as z.ZodType)])),
  }) as unknown as z.ZodObject<
    R & { [name in keyof O]: z.ZodOptional<O[name] extends z.core.SomeType ? O[name] : never> },
    z.core.$strict
  >;

export const Text = closed({ value: z.string() }, { language: z.string() });
/** A code, and who keeps its list. */
export const Code = closed({ value: z.string() }, { agency: z.string() });
/** An identifier, the scheme in which it identifies, and who keeps that. */
export const Identifier = closed(
  { value: z.string() },
  { identificationScheme: z.string(), identificationSchemeAgency: z.string() },
);
export type Identifier = z.infer<typeof Identifier>;
/** Written in `format`; ISO 8601 where there is none. */
export const DateTime = closed({ value: z.string() }, { format: z.string() });
/** In a unit of UN/ECE recommendation 20: FIATA's description asks for symbols (kg, m³). */
export const Measure = closed({ value: z.number() }, { unit: z.string() });
export type Measure = z.infer<typeof Measure>;
export const Amount = closed({ value: z.number() }, { currency: z.string() });
export const Country = z.string().regex(/^[A-Z]{2}$/, { error: 'two capital letters as in ISO 3166-1 are accepted' });
/** A place; `id` is its UN/LOCODE, or a GLN. */
export const Location = closed({}, { id: z.string(), name: Text, countryCode: Country });
export type Location = z.infer<typeof Location>;
