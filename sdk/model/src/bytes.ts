/** Whether two pieces of bytes are the same; not in constant time, so for what is no secret. */
export const isSameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, place) => byte === other[place]);
