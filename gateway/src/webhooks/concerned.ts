import { Handle, ParticipantDomain, TitleDomain, type Title } from '@fairway/model';
import type { Change } from '@fairway/sdk';

/** An act in the chain of its record, by its id. */
interface Done {
  id: string;
  act: unknown;
}

/**
 * Whom a change concerns: whom its act names, whose record it is, and of a bill who controlled it then and who was named
 * since it came to them; a former holder learns nothing more. It goes by the record's acts up to this one, so that it is
 * the same whenever it is asked.
 */
export function concernedBy(
  { record: address, sequence, act }: Pick<Change, 'record' | 'sequence' | 'act'>,
  { record, acts }: { record: object; acts: readonly Done[] },
): string[] {
  const until = acts.slice(0, sequence);
  const concerned = new Set(handlesIn(act));
  const add = (handles: Iterable<string>) => {
    for (const handle of handles) concerned.add(handle);
  };
  if (address.kind === ParticipantDomain.kind) concerned.add(address.id);
  if (address.kind === TitleDomain.kind) {
    const { issuer, control } = record as Title;
    concerned.add(issuer);
    const places = control.map((one) => until.findIndex(({ id }) => id === one.act));
    const last = places.findLastIndex((place) => place >= 0);
    // The act by which control passes concerns who had it before, too.
    const from = places[last] === until.length - 1 && last > 0 ? last - 1 : last;
    for (const { beneficiary, holder } of control.slice(from, last + 1)) add([beneficiary, holder]);
    for (const done of until.slice((places[from] ?? 0) + 1)) add(handlesIn(done.act));
  } else {
    // What makes a record says whose it is.
    add(handlesIn(until[0]?.act));
  }
  return [...concerned].sort();
}

/** All parties that a value names, wherever. */
function handlesIn(value: unknown): string[] {
  if (typeof value === 'string') return Handle.safeParse(value).success ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(handlesIn) : [];
}
