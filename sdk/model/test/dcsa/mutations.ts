import { openApi, type File, type Node } from './standard.ts';

/** A value with one thing wrong, or, where it says so, with one thing unusual. */
export interface Mutation {
  what: string;
  /** JSON pointer of what was changed. */
  path: string;
  value: unknown;
}

const LONG = 'x'.repeat(50_001);

/** What is changed in a text, a number or a list so that one keyword of its schema is met exactly, or no longer. */
function* variants(schema: Node, value: unknown): Generator<[string, unknown]> {
  yield ['another type', typeof value === 'object' ? 'text' : { an: 'object' }];
  yield ['null', null];
  if (typeof value === 'string') {
    const most = schema['maxLength'] as number | undefined;
    if (most !== undefined) {
      yield [`${most} characters`, LONG.slice(0, most)];
      yield [`${most + 1} characters`, LONG.slice(0, most + 1)];
      yield [`${most} characters outside the basic plane`, '\u{20BB7}'.repeat(most)];
      yield [`${most + 1} characters outside the basic plane`, '\u{20BB7}'.repeat(most + 1)];
    }
    for (const odd of ['', ' ', ' x', 'x ', 'a b', 'a\nb', 'é', 'zz', '12', '2023-02-30', '2024-02-30T00:00:00Z']) {
      yield [JSON.stringify(odd), odd];
    }
    yield ['a digit after it', `${value}9`];
    // The other checker's base64 alone ignores a line break at the end.
    if (schema['format'] !== 'byte') yield ['a line break after it', `${value}\n`];
  }
  if (typeof value === 'number') {
    for (const other of [-1, 0, 0.5, 1, 4, 100, 100.5, 99_999_999, 100_000_000, 2 ** 31]) yield [String(other), other];
  }
  if (Array.isArray(value)) {
    yield ['nothing in it', []];
    const most = schema['maxItems'] as number | undefined;
    if (most !== undefined && value.length > 0) {
      yield [`${most} in it`, Array.from({ length: most }, () => value[0] as unknown)];
      yield [`${most + 1} in it`, Array.from({ length: most + 1 }, () => value[0] as unknown)];
    }
  }
}

/**
 * Every value that differs from `value` in one place, by what the standard's schema says of that place; a transport
 * document within another message is left as it is, since it is compared by itself.
 */
export function* mutations(file: File, name: string, value: unknown): Generator<Mutation> {
  const schemas = openApi(file).components.schemas;
  const resolve = (schema: Node): Node => {
    const reference = schema['$ref'] as string | undefined;
    return reference ? schemas[reference.split('/').pop()!]! : schema;
  };
  function* within(
    given: Node,
    here: unknown,
    path: string,
    put: (changed: unknown) => unknown,
    above: readonly Node[] = [],
  ): Generator<Mutation> {
    const schema = resolve(given);
    const passed = [...above, schema];
    if (above.length > 0 && schema === schemas['TransportDocument']) return;
    for (const [what, changed] of variants(schema, here))
      yield { what: `${path} is ${what}`, path, value: put(changed) };
    if (Array.isArray(here)) {
      const list = here as unknown[];
      if (list.length > 0 && schema['items'] !== undefined) {
        yield* within(
          schema['items'] as Node,
          list[0],
          `${path}/0`,
          (changed) => put([changed, ...list.slice(1)]),
          passed,
        );
      }
    } else if (typeof here === 'object' && here !== null) {
      const object = here as Node;
      yield { what: `${path} has a further property`, path, value: put({ ...object, furtherProperty: { any: 1 } }) };
      const parts = [
        schema,
        ...['oneOf', 'anyOf', 'allOf'].flatMap((word) => (schema[word] as Node[] | undefined) ?? []),
      ];
      for (const [key, inner] of parts.flatMap((part) => Object.entries(resolve(part)['properties'] ?? {}))) {
        if (key in object) {
          const { [key]: dropped, ...rest } = object;
          yield { what: `${path} lacks ${key}`, path: `${path}/${key}`, value: put(rest) };
          yield* within(
            inner as Node,
            dropped,
            `${path}/${key}`,
            (changed) => put({ ...object, [key]: changed }),
            passed,
          );
        } else if (!above.includes(schema)) {
          const made = sample(inner as Node);
          const filled = (changed: unknown) => put({ ...object, [key]: changed });
          yield { what: `${path} has ${key}`, path: `${path}/${key}`, value: filled(made) };
          yield* within(inner as Node, made, `${path}/${key}`, filled, passed);
        }
      }
    }
  }
  /** The least that a schema allows, by its own example; two of its kind within one another at most. */
  function sample(given: Node, above: readonly Node[] = []): unknown {
    const schema = resolve(given);
    if (schema['example'] !== undefined) return schema['example'];
    const part = ((schema['oneOf'] ?? schema['anyOf'] ?? schema['allOf']) as Node[] | undefined)?.[0];
    if (schema['type'] === 'array') {
      return above.includes(schema) ? [] : [sample(schema['items'] as Node, [...above, schema])];
    }
    if (part || schema['type'] === 'object') {
      const properties = { ...(schema['properties'] as object), ...(part && (resolve(part)['properties'] as object)) };
      const needed = [
        ...((schema['required'] as string[]) ?? []),
        ...((part && (resolve(part)['required'] as string[])) ?? []),
      ];
      return Object.fromEntries(needed.map((key) => [key, sample((properties as Record<string, Node>)[key]!, above)]));
    }
    return {
      boolean: true,
      number: 1,
      integer: 1,
      string: (schema['enum'] as unknown[] | undefined)?.[0] ?? '2024-01-01',
    }[schema['type'] as string];
  }
  yield* within(schemas[name]!, value, '', (changed) => changed);
}
