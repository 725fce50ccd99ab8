/** The members that are there; undefined where none is. */
export function given<T extends object>(members: T): { [name in keyof T]: Exclude<T[name], undefined> } | undefined {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as never);
}

/** What is there of a list; undefined where nothing is. */
export function listed<T>(items: readonly (T | undefined)[] = []): T[] | undefined {
  const there = items.filter((one) => one !== undefined);
  return there.length === 0 ? undefined : there;
}
