/** An endorsement policy: a member's peer by its MSP id, or so many of the policies named. */
export type Policy = string | { readonly atLeast: number; readonly of: readonly Policy[] };

/** The design's rule for a member's namespace: that member and any one other. */
export function ownerAndAnother(owner: string, members: readonly string[]): Policy {
  const others = members.filter((member) => member !== owner);
  return { atLeast: 2, of: [owner, { atLeast: 1, of: others }] };
}

/** More than half of the members, Fabric's default for a channel. */
export function majority(members: readonly string[]): Policy {
  return { atLeast: Math.floor(members.length / 2) + 1, of: members };
}

/** Whether peers of these members together satisfy the policy. */
export function isSatisfied(policy: Policy, by: ReadonlySet<string>): boolean {
  if (typeof policy === 'string') return by.has(policy);
  return policy.of.filter((part) => isSatisfied(part, by)).length >= policy.atLeast;
}

/**
 * The smallest set of candidates that satisfies all policies, preferring those that come first.
 * Undefined where there is none.
 */
export function plan(policies: readonly Policy[], candidates: readonly string[]): readonly string[] | undefined {
  for (let size = 1; size <= candidates.length; size++) {
    for (const set of choices(candidates, size)) {
      const members = new Set(set);
      if (policies.every((policy) => isSatisfied(policy, members))) return set;
    }
  }
  return undefined;
}

function* choices(from: readonly string[], size: number): Iterable<string[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (const [index, first] of from.entries()) {
    for (const rest of choices(from.slice(index + 1), size - 1)) yield [first, ...rest];
  }
}
