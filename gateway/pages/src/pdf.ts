/** No document is longer, in bytes; what unpacks to more is left alone. */
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * The JSON objects that are attached inside a PDF (ISO 32000, 7.11.4), each text once. Attachments are streams of the type
 * `EmbeddedFile`, which never lie within other objects, so they are found without reading the rest. Encrypted PDFs have
 * none that can be read.
 */
export async function attachedIn(pdf: Uint8Array<ArrayBuffer>): Promise<string[]> {
  // A character a byte, so that places in the text are places in the file.
  const text = new TextDecoder('latin1').decode(pdf);
  const found = new Set<string>();
  let place = 0;
  for (;;) {
    const start = /stream\r?\n/g;
    start.lastIndex = place;
    const match = start.exec(text);
    if (!match) return [...found];
    const dictionary = text.slice(Math.max(place, text.lastIndexOf(' obj', match.index)), match.index);
    const begin = match.index + match[0].length;
    if (!/\/Type\s*\/EmbeddedFile\b/.test(dictionary)) {
      place = begin;
      continue;
    }
    const end = endOf(dictionary, begin, text);
    const json = jsonIn(await unpacked(pdf.slice(begin, end), /\/FlateDecode\b/.test(dictionary)));
    if (json !== undefined) found.add(json);
    place = end;
  }
}

/** Where a stream ends: by its length, which may stand in another object, or by the word. */
function endOf(dictionary: string, begin: number, text: string): number {
  const [, length, generation] = /\/Length\s+(\d+)(?:\s+(\d+)\s+R)?/.exec(dictionary) ?? [];
  const direct =
    generation === undefined
      ? length
      : new RegExp(`(?:^|[\\r\\n])${length} ${generation} obj\\s*(\\d+)`).exec(text)?.[1];
  const end = direct === undefined ? -1 : begin + Number(direct);
  if (end >= begin && /^\s*endstream/.test(text.slice(end, end + 12))) return end;
  const word = text.indexOf('endstream', begin);
  return word < 0 ? text.length : word;
}

/** A stream's bytes, unpacked where it is packed; undefined where it cannot be, or is too long. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>, isPacked: boolean): Promise<Uint8Array | undefined> {
  if (!isPacked) return bytes.length <= MAX_BYTES ? bytes : undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      length += part.value.length;
      if (length > MAX_BYTES) return undefined;
    }
  } catch {
    return undefined;
  }
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function jsonIn(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : undefined;
  } catch {
    return undefined;
  }
}
