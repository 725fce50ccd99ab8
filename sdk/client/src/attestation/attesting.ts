import type { Call, Deadline } from '../ledger.js';

/** What one member's peer signed of its answer. */
export interface PeerAnswer {
  /** The serialised `ProposalResponsePayload`. */
  payload: Uint8Array;
  /** The peer: a serialised `SerializedIdentity`. */
  endorser: Uint8Array;
  /** Over payload and endorser, DER. */
  signature: Uint8Array;
}

/** What came of asking members one by one. */
export interface Asked {
  /** The serialised `Proposal` that all were asked. */
  proposal: Uint8Array;
  answers: ReadonlyMap<string, PeerAnswer>;
  /** Why others gave none, as far as they have said so. */
  failures: ReadonlyMap<string, Error>;
}

/** A ledger through which each member's peers can be asked by themselves. */
export interface Attesting {
  /**
   * Asks a peer of each of these members, all at once and by one signed proposal, and gives the answers as soon as they
   * are `enough`, or when nobody is left to wait for; nothing is ordered. What a member refuses is among the failures.
   */
  attest(
    call: Call,
    members: readonly string[],
    enough: (answers: ReadonlyMap<string, PeerAnswer>) => boolean,
    deadline?: Deadline,
  ): Promise<Asked>;
}

/** Waits for members' answers, each its own promise, until they are enough; a slow or dead one costs nothing. */
export async function gathered(
  asking: ReadonlyMap<string, Promise<PeerAnswer>>,
  enough: (answers: ReadonlyMap<string, PeerAnswer>) => boolean,
): Promise<Pick<Asked, 'answers' | 'failures'>> {
  const answers = new Map<string, PeerAnswer>();
  const failures = new Map<string, Error>();
  let stop = (): void => undefined;
  const ended = new Promise<void>((resolve) => (stop = resolve));
  const all = [...asking].map(([member, answer]) =>
    answer.then(
      (one) => {
        answers.set(member, one);
        if (enough(answers)) stop();
      },
      (error: unknown) => failures.set(member, error instanceof Error ? error : new Error(String(error))),
    ),
  );
  await Promise.race([ended, Promise.all(all)]);
  // What comes later is not looked at, and changes nothing of what was given.
  return { answers: new Map(answers), failures: new Map(failures) };
}
