import { AeoDomain, CalendarDate, Instant, moveOf } from '@fairway/model';
import type * as z from 'zod';
import type { OfficerAct } from './decisions.ts';

/** How an argument of a decision is filled in. */
export interface Field {
  name: string;
  isRequired: boolean;
  kind: 'date' | 'moment' | 'choice' | 'yes-or-no' | 'text';
  /** Of a choice among words of the model. */
  options: readonly string[];
  /** The most characters of a text. */
  most?: number;
}

/** The arguments of a decision in the order of its schema, which says all that there is to be filled in. */
export function fieldsOf(type: OfficerAct): Field[] {
  const { shape } = moveOf(AeoDomain.kind, type).args as unknown as z.ZodObject;
  return Object.entries(shape).map(([name, schema]) => fieldOf(name, schema as z.ZodType));
}

function fieldOf(name: string, schema: z.ZodType): Field {
  const isOptional = schema.def.type === 'optional';
  const inner = isOptional ? ((schema as z.ZodOptional).unwrap() as z.ZodType) : schema;
  const field = (kind: Field['kind'], options: readonly string[] = []): Field => ({
    ...{ name, kind, options, isRequired: !isOptional },
  });
  if (inner === CalendarDate) return field('date');
  if (inner === Instant) return field('moment');
  if (inner.def.type === 'boolean') return field('yes-or-no');
  if (inner.def.type === 'enum') return field('choice', (inner as z.ZodEnum).options.map(String));
  const { maxLength } = inner as z.ZodString;
  return { ...field('text'), ...(maxLength === null ? {} : { most: maxLength }) };
}
