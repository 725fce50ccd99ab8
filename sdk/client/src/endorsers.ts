import { memberOf } from '@fairway/model';

/** Milliseconds a member is passed over after it failed to endorse; doubled each time it fails again. */
const REST = { first: 15_000, longest: 300_000 };

/**
 * Names the endorsers of a write: the namespace's owner and one other member, each other one in its turn, passing over
 * those that failed lately. Kept between calls, so that a member that is down costs one attempt now and then, not one
 * a write.
 */
export class EndorserRotation {
  readonly #members: readonly string[];
  readonly #resting = new Map<string, { until: number; rest: number }>();
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
    const until = (member: string) => this.#resting.get(member)?.until ?? 0;
    const rested = inTurn.find((member) => until(member) <= Date.now());
    return [owner, rested ?? inTurn.toSorted((a, b) => until(a) - until(b))[0]!];
  }

  /** Passes a member over for a while, unless all others failed too. */
  failed(member: string): void {
    const before = this.#resting.get(member)?.rest;
    const rest = before === undefined ? REST.first : Math.min(before * 2, REST.longest);
    this.#resting.set(member, { until: Date.now() + rest, rest });
  }

  /** Takes a member for healthy again. */
  succeeded(member: string): void {
    this.#resting.delete(member);
  }
}
