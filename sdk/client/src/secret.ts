import { Refusal, namespaceOf, toBase64url } from '@fairway/model';
import type { Session } from './session.js';

/** 32 random bytes in base64url: a salt, or a secret. */
export const random = (): string => toBase64url(globalThis.crypto.getRandomValues(new Uint8Array(32)));

/**
 * The secret under which a member names what is private, through its own services, which alone read it; it is made when
 * it is first needed, and of several at once, one is kept.
 */
export async function secretOf(session: Session, member: string): Promise<string> {
  const kept = await keptSecretOf(session, member);
  if (kept !== undefined) return kept;
  try {
    await session.write({
      namespace: namespaceOf(member),
      transaction: 'participant:keepSecret',
      args: [],
      endorsers: [member],
      transient: { secret: new TextEncoder().encode(random()) },
    });
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'RECORD_EXISTS')) throw error;
  }
  return (await keptSecretOf(session, member))!;
}

/** The same secret where something has needed it already; nothing is made. */
export const keptSecretOf = async (session: Session, member: string): Promise<string | undefined> =>
  ((await session.ask(member, 'participant:readSecret')) as string | null) ?? undefined;
