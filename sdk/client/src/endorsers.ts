import { memberOf } from '@fairway/model';

/** Milliseconds a member that failed to endorse is passed over, unless all others failed too. */
const REST = 15_000;

/**
 * Names the endorsers of a write: the namespace's owner and one other member, each other one in its turn, those that
 * failed lately last. Kept between calls, so that a member that is down costs one attempt and not one a write.
 */
export class EndorserRotation {
  readonly #members: readonly string[];
  readonly #failedAt = new Map<string, number>();
  #turn = 0;

  /** `members`: the MSP ids of all members of the channel. */
  constructor(members: readonly string[]) {
    this.#members = members;
  }

  /** The owner first, then the other one. */
  next(namespace: string): [owner: string, other: string] {
    const owner = memberOf(namespace);
    if (owner === undefined) throw new RangeError(`${namespace} is no member's namespace`);
    const others = this.#members.filter((member) => member !== owner);
    if (others.length === 0)
      throw new RangeError(`no member but ${owner} is known that could endorse for ${namespace}`);
    const turn = this.#turn++ % others.length;
    const inTurn = [...others.slice(turn), ...others.slice(0, turn)];
    const rested = inTurn.find((member) => Date.now() - (this.#failedAt.get(member) ?? -Infinity) >= REST);
    const longestAgo = () => inTurn.toSorted((a, b) => this.#failedAt.get(a)! - this.#failedAt.get(b)!)[0]!;
    return [owner, rested ?? longestAgo()];
  }

  /** Passes a member over for a while. */
  failed(member: string): void {
    this.#failedAt.set(member, Date.now());
  }
}
