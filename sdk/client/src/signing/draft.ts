import { demand, type Act, type Handle } from '@fairway/model';
import { Session, type SessionOptions } from '../session.js';

/** In the place of a signature: the act is written down, and nothing is sent. */
class Drafted extends Error {
  constructor(readonly act: Act) {
    super('the act is not signed here');
  }
}

/**
 * The act by which some work would begin, done by `actor`, as the ledger stands now: nothing is signed or sent. `work` is
 * what one would do with any session, as `(session) => new Titles(session).freeze(bill, args)`.
 *
 * Throws what the work throws before it signs, `NOT_SIGNED_LATER` for an act with a private part, which is kept by who
 * signs, and `NOTHING_TO_SIGN` where the work does none.
 */
export async function draftOf(
  { actor, ...options }: Omit<SessionOptions, 'party'> & { actor: Handle },
  work: (session: Session) => Promise<unknown>,
): Promise<Act> {
  const party = {
    handle: actor,
    sign: (act: Act): Promise<string> => Promise.reject(new Drafted(act)),
  };
  try {
    await work(new Session({ ...options, party }));
  } catch (error) {
    if (!(error instanceof Drafted)) throw error;
    const { act } = error;
    demand(
      act.private === undefined,
      'NOT_SIGNED_LATER',
      `${act.type} has a private part, which is kept where the act is signed; do it there at once`,
      '/private',
    );
    return act;
  }
  demand(false, 'NOTHING_TO_SIGN', 'what does an act is accepted');
}
