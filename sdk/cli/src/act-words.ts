import {
  FOUND,
  Handle,
  PublicJwk,
  placeOf,
  thumbprintOf,
  type Act,
  type FoundArgs,
  type OrderArgs,
  type TransferByOrderArgs,
} from '@fairway/model';

type Named = (handle: Handle) => string;

/** Acts that people sign one after another, each in a sentence; others are told by their type. */
const SENTENCES: Readonly<Record<string, (act: Act<never>, named: Named) => string>> = {
  [FOUND]: ({ args }: Act<FoundArgs>) =>
    `${args.member}, ${args.name}, is founded as a member of ${args.network}; its registrars register all others`,
  'title.freeze': (act: Act<OrderArgs>) => `the bill ${recordsOf(act)} stands still, by order ${act.args.order}`,
  'title.unfreeze': (act: Act<OrderArgs>) => `the bill ${recordsOf(act)} moves again, by order ${act.args.order}`,
  'title.transferByOrder': (act: Act<TransferByOrderArgs>, named) => {
    const { ground, reference, beneficiary, holder } = act.args;
    const goods = `the goods are then those of ${named(beneficiary)}`;
    return `the bill ${recordsOf(act)} passes by ${ground}, ${reference}: ${goods}, and ${named(holder)} has the document`;
  },
};

/** What whoever signs an act signs, in a sentence. */
export function sentenceOf(act: Act, named: Named): string {
  const { type } = act;
  const sentence = SENTENCES[type];
  return sentence ? sentence(act as Act<never>, named) : `${plain(type)}: ${recordsOf(act)}`;
}

/** All that an act says, by name: nothing that is signed is left out. */
export function factsOf(act: Act, named: Named): Record<string, string> {
  const { actor, mandate, successorTo, args, cites = [], notAfter } = act;
  return {
    done: `${act.type} on ${act.records.map((one) => `${placeOf(one)}, act ${one.sequence}`).join('; ')}`,
    by: named(actor),
    ...(mandate && { 'under mandate': placeOf(mandate) }),
    ...(successorTo && { 'in the place of': successorTo.map(named).join(', ') }),
    ...Object.fromEntries(said(args, named)),
    ...(cites.length > 0 && { 'relies on': cites.map((one) => `${placeOf(one)}, act ${one.sequence}`).join('; ') }),
    'good until': notAfter,
  };
}

/** The parties that an act names. */
export function handlesIn(value: unknown): Handle[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(handlesIn);
  return Handle.safeParse(value).success ? [value as Handle] : [];
}

const recordsOf = ({ records }: Act<never> | Act): string =>
  records.map(({ member, id }) => `${member}/${id}`).join(', ');

/** `title.acceptSurrender` as `title: accept surrender`. */
const plain = (type: string): string =>
  type.replace('.', ': ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Each value of the arguments with the names that lead to it. */
function said(value: unknown, named: Named, path: readonly string[] = []): [string, string][] {
  if (typeof value !== 'object' || value === null) {
    const text = Handle.safeParse(value).success ? named(value as Handle) : String(value);
    return [[path.join(' '), text]];
  }
  const key = PublicJwk.safeParse(value);
  if (key.success) return [[path.join(' '), `the key ${thumbprintOf(key.data)}`]];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, one]) =>
    said(one, named, [...path, isList ? String(Number(name) + 1) : plain(name)]),
  );
}
