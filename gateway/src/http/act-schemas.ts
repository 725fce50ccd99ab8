import { Act, DOMAINS } from '@fairway/model';
import * as z from 'zod';

/** The schemas of the model by which acts are checked: what every act says, and the arguments of each type. */
export function argumentSchemas(): Record<string, z.ZodType> {
  const schemas: Record<string, z.ZodType> = { Act };
  for (const { type, args } of DOMAINS.flatMap(({ moves }) => moves)) schemas[`${type}.args`] = args;
  return schemas;
}
