import type * as z from 'zod';
import { placeOf, type Act, type RecordAddress, type RecordReference } from './act.js';
import type { Digest } from './digest.js';
import type { Handle } from './identifiers.js';
import { demand } from './refusal.js';
import type { Standing } from './registry/standing.js';
import type { CalendarDate, Instant } from './time.js';

/** What a move may know besides the record and the act. */
export interface Facts {
  /** The record at hand; an act may name several. */
  reference: RecordReference;
  /** When the act is recorded. */
  time: Instant;
  /** The act's own id. */
  id: Digest;
  /**
   * For whom it is done: the actor, or the principal of the mandate that the actor acts under; where that one acts as
   * successor, the party whose place it has taken.
   */
  principal: Handle;
  /** Who answers for it, as it stands: the principal, or its successor; undefined only for the act that founds a member. */
  actor: Standing | undefined;
  /** Who acts for the principal, where the act is done under a mandate. */
  agent: Standing | undefined;
  /** The parties that the move said it needs, where they exist. */
  parties: ReadonlyMap<Handle, Standing>;
  /** A record that the move said it cites. */
  cited: <T extends object>(kind: string, id: string) => T;
}

/** A rule of the domain: from a record (undefined: there is none yet) and an act to the record after it, or a `Refusal`. */
export interface Move<R, A = never> {
  type: string;
  /** The public arguments' schema. */
  args: z.ZodType<A>;
  /** Whether it is by this move that a record begins; perhaps: where there is none yet. */
  begins: (act: Pick<Act<A>, 'args'>, record: RecordAddress) => boolean | 'perhaps';
  /** Whether one act may do it to several records at once. */
  several: boolean;
  /** Whether the act carries the digest of private arguments; by default it must not. */
  hasPrivate: (act: Act<A>) => boolean;
  /** The parties that sign the act together with the actor. */
  cosigners: (act: Act<A>) => readonly Handle[];
  /** The parties other than the actor whose standing decides. */
  needs: (act: Act<A>) => readonly Handle[];
  /** The other records of the same namespace whose state decides; the act says where they stood. */
  cites: (act: Act<A>, reference: RecordAddress) => readonly RecordAddress[];
  /** Whether an agent may do this under a mandate. */
  mandatable: boolean;
  /** Whether a successor may do this in the place of the party on the record. */
  heritable: boolean;
  apply: (record: R | undefined, act: Act<A>, facts: Facts) => R;
}

/** Declares a move; the parts left out say that nothing private, no other party or record and no agent is involved. */
export function move<R, S extends z.ZodType>(
  type: string,
  args: S,
  apply: (record: R | undefined, act: Act<z.infer<S>>, facts: Facts) => R,
  options: {
    begins?: (act: Pick<Act<z.infer<S>>, 'args'>, record: RecordAddress) => boolean | 'perhaps';
    several?: boolean;
    cosigners?: (act: Act<z.infer<S>>) => readonly Handle[];
    hasPrivate?: (act: Act<z.infer<S>>) => boolean;
    needs?: (act: Act<z.infer<S>>) => readonly Handle[];
    cites?: (act: Act<z.infer<S>>, reference: RecordAddress) => readonly RecordAddress[];
    mandatable?: boolean;
    heritable?: boolean;
  } = {},
): Move<R> {
  return {
    type,
    args,
    begins: options.begins ?? (() => false),
    several: options.several ?? false,
    cosigners: options.cosigners ?? (() => []),
    hasPrivate: options.hasPrivate ?? (() => false),
    needs: options.needs ?? (() => []),
    cites: options.cites ?? (() => []),
    mandatable: options.mandatable ?? false,
    heritable: options.heritable ?? false,
    apply,
  } as unknown as Move<R>;
}

/** Declares a move by which a record begins; it refuses with `RECORD_EXISTS` where there is one, closed or not. */
export function beginning<R, S extends z.ZodType>(
  type: string,
  args: S,
  apply: (act: Act<z.infer<S>>, facts: Facts) => R,
  options: Parameters<typeof move<R, S>>[3] = {},
): Move<R> {
  return move<R, S>(
    type,
    args,
    (record, act, facts) => {
      demand(record === undefined, 'RECORD_EXISTS', `${placeOf(facts.reference)} exists already`, '/records/0/id');
      return apply(act, facts);
    },
    { ...options, begins: () => true },
  );
}

/** What a stranger learns of a record: who issued it, and how it stands. */
export interface Shown<R> {
  /** The party that issued it; undefined where the member itself did. */
  issuer: (record: R) => Handle | undefined;
  status: (record: R, at: Instant, knownAt?: Instant) => ShownStatus;
  /** The digests of its documents as they were recorded, the newest last; only who has one of them is told. */
  documents: (record: R) => readonly { digest: Digest; from: Instant }[];
}

/** How a record stands at a moment. */
export interface ShownStatus {
  /** Whether it has its effect. */
  inForce: boolean;
  /** The state in the domain's word, as `active` or `suspended`. */
  state: string;
  /** Since when, where the state has a beginning. */
  since?: Instant | undefined;
  /** The last day that it is good for by itself. */
  validTo?: CalendarDate | undefined;
}

/** A kind of record: what its id looks like, which of its properties are kept under keys of their own, and its moves. */
export interface Domain<R = never> {
  kind: string;
  id: z.ZodType<string>;
  /** Properties kept under ledger keys of their own, so that who reads one does not meet changes of another. */
  sides: readonly (keyof R & string)[];
  /** What a record holds in the world, which no other record of its kind may hold at the same time. */
  claims?: (record: R) => readonly string[];
  /** What anyone may learn of a record by its number alone; absent: nothing. */
  shown?: Shown<R>;
  moves: readonly Move<R>[];
}
