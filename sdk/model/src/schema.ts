import * as z from 'zod';
import { Refusal } from './refusal.js';

/** A rule within a schema that refuses with a code of its own. */
export function rule<T>(holds: (value: T) => boolean, code: string, sentence: string, path?: string[]) {
  return z.check<T>((context) => {
    if (!holds(context.value)) {
      context.issues.push({
        code: 'custom',
        message: sentence,
        params: { code },
        input: context.value,
        continue: false,
        ...(path ? { path } : {}),
      });
    }
  });
}

/** A JSON pointer (RFC 6901) in printable ASCII. */
function pointer(path: readonly PropertyKey[]): string {
  return path
    .map(
      (step) =>
        '/' + encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll(')', '%29'),
    )
    .join('');
}

function quote(names: readonly string[]): string {
  return names.map((name) => encodeURIComponent(name.slice(0, 40))).join(', ');
}

const isNumber = (origin: string): boolean => origin === 'number' || origin === 'int' || origin === 'bigint';

function refusalFrom(issue: z.core.$ZodIssue): Refusal {
  const path = pointer(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return new Refusal('UNKNOWN_FIELD', `no field ${quote(issue.keys)} is accepted here`, path);
    case 'invalid_type':
      return issue.input === undefined
        ? new Refusal('MISSING_FIELD', `this field is needed, as ${issue.expected}`, path)
        : new Refusal('WRONG_TYPE', `${issue.expected} is expected here`, path);
    case 'too_big':
      if (isNumber(issue.origin)) {
        const bound = issue.inclusive === false ? 'less than' : 'at most';
        return new Refusal('OUT_OF_RANGE', `${bound} ${issue.maximum} is accepted`, path);
      }
      return new Refusal(
        'TOO_LONG',
        `at most ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'items'} are accepted`,
        path,
      );
    case 'too_small':
      if (isNumber(issue.origin)) {
        const bound = issue.inclusive === false ? 'more than' : 'at least';
        return new Refusal('OUT_OF_RANGE', `${bound} ${issue.minimum} is accepted`, path);
      }
      return new Refusal(
        'TOO_SHORT',
        `at least ${issue.minimum} ${issue.origin === 'string' ? 'characters' : 'items'} are needed`,
        path,
      );
    case 'invalid_value':
      return new Refusal('NOT_ALLOWED', `accepted here: ${issue.values.map(String).join(', ')}`, path);
    case 'custom':
      return new Refusal((issue.params?.['code'] as string | undefined) ?? 'NOT_ALLOWED', issue.message, path);
    case 'invalid_format':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return new Refusal('NOT_ALLOWED', issue.message, path);
  }
}

/** Checks a value against a schema; throws the first `Refusal`, with its path. */
export function check<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value, { reportInput: true });
  if (!result.success) throw refusalFrom(result.error.issues[0]!);
  return result.data;
}

/** Does what may refuse, at once or by a promise; a refusal's path then begins with where that is. */
export function under<T>(path: string, work: () => T): T {
  const refused = (error: unknown): never => {
    if (error instanceof Refusal) throw new Refusal(error.code, error.sentence, path + (error.path ?? ''));
    throw error;
  };
  try {
    const done = work();
    return done instanceof Promise ? (done.catch(refused) as T) : done;
  } catch (error) {
    return refused(error);
  }
}
