/** The bytes of a response; undefined where there are more than `limit`, and then no more are read. */
export async function bodyWithin(response: Response, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  if (response.body) {
    for await (const part of response.body as AsyncIterable<Uint8Array>) {
      length += part.length;
      // Leaving the loop cancels the stream.
      if (length > limit) return undefined;
      parts.push(part);
    }
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
