import { readFileSync } from 'node:fs';

type Tree = Record<string, unknown>;
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../cli/samples/${name}`, import.meta.url), 'utf8')) as Tree;

/** The transport document that the command line gives as its example, in DCSA's form. */
export const dcsaSample = (): Tree => read('transport-document.json');
/** The electronic FIATA bill that it gives as its example. */
export const efblSample = (): Tree => read('efbl.json');

/** A document with a member set, by its JSON pointer; or taken away. */
export function changed(document: Tree, path: string, value?: unknown): Tree {
  const copy = structuredClone(document);
  const steps = path.split('/').slice(1);
  const last = steps.pop()!;
  const parent = steps.reduce<Tree>((node, step) => node[step] as Tree, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}
