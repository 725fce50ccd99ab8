import { Refusal, type Handle } from '@fairway/model';
import { Participants, type Session } from '@fairway/sdk';

/** The names of those among some parties who are named in public, and the offices of officers; of others nothing. */
export async function publicNames(session: Session, handles: Iterable<Handle>): Promise<ReadonlyMap<Handle, string>> {
  const registry = new Participants(session);
  const named = await Promise.all(
    [...new Set(handles)].map(async (handle) => [handle, await nameOf(registry, handle)]),
  );
  return new Map(named.filter((one): one is [Handle, string] => one[1] !== undefined));
}

async function nameOf(registry: Participants, handle: Handle): Promise<string | undefined> {
  try {
    const party = await registry.get(handle);
    return party.public?.name ?? party.office;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
