import * as z from 'zod';
import type { Json } from '../../canonical.js';
import { demandShallow } from '../../dcsa/shape.js';
import { demand } from '../../refusal.js';
import { check } from '../../schema.js';

/**
 * Something that one form says and the other does not: where it stands in the form that says it (RFC 6901), and what it
 * says. Without a value: something that the other form implies there, and this one did not say.
 */
export interface Unsaid {
  path: string;
  value?: Json;
}

const Unsaids = z.array(z.strictObject({ path: z.string(), value: z.json().optional() }));

const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);
const isObject = (value: unknown): value is Readonly<Record<string, Json | undefined>> =>
  typeof value === 'object' && value !== null && !isList(value);

/** What `original` says, and `again`, which came back from the other form, does not; empty where nothing was lost. */
export function differences(original: Json | undefined, again: Json | undefined, path = ''): Unsaid[] {
  if (isList(original) && isList(again)) {
    const surplus = again.slice(original.length).map((_, index) => ({ path: `${path}/${original.length + index}` }));
    return [
      ...original.flatMap((value, index) => differences(value, again[index], `${path}/${index}`)),
      // From the last on, so that each is where it says while they are taken away.
      ...surplus.reverse(),
    ];
  }
  if (isObject(original) && isObject(again)) {
    const names = new Set([...Object.keys(original), ...Object.keys(again)]);
    return [...names].flatMap((name) =>
      differences(own(original, name), own(again, name), `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    );
  }
  if (original === again) return [];
  return [original === undefined ? { path } : { path, value: original }];
}

const own = (object: Readonly<Record<string, Json | undefined>>, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** A document with what is unsaid in it said, in its place. Throws `NO_SUCH_PLACE`, with the path, and what is no such list. */
export function putBack(document: Json, unsaid: readonly Unsaid[]): Json {
  demandShallow(unsaid);
  check(Unsaids, unsaid);
  return unsaid.reduce<Json>((whole, { path, value }) => {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    demand(steps.length > 0, 'NO_SUCH_PLACE', 'a JSON pointer (RFC 6901) into the document is accepted');
    return put(whole, steps, value, path)!;
  }, document);
}

function put(node: Json | undefined, steps: readonly string[], value: Json | undefined, path: string) {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const at = (inner: Json | undefined): Json | undefined => put(inner, rest, value, path);
  if (isList(node)) {
    const index = /^(?:0|[1-9][0-9]{0,4})$/.test(step) ? Number(step) : Infinity;
    demand(
      index <= node.length,
      'NO_SUCH_PLACE',
      `the list there has ${node.length} items; one of them, or the next, is accepted`,
      path,
    );
    const next = at(node[index]);
    return node.toSpliced(index, 1, ...(next === undefined ? [] : [next]));
  }
  demand(node === undefined || isObject(node), 'NO_SUCH_PLACE', 'a place in an object or a list is accepted', path);
  const next = at(own(node ?? {}, step));
  const others = Object.entries(node ?? {}).filter(([name]) => name !== step);
  return Object.fromEntries(next === undefined ? others : [...others, [step, next]]);
}
