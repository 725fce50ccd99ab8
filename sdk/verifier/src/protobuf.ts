import { Malformed } from './malformed.js';

/**
 * The fields of a protocol buffers message, without its schema (the encoding's wire format): bytes of strings and nested
 * messages, numbers of varints. What is not wholly a message is refused, so that nobody can hide behind what another
 * reader would skip.
 */
export class Message {
  readonly #fields = new Map<number, (Uint8Array | bigint)[]>();

  /** Throws `Malformed`. */
  constructor(private readonly bytes: Uint8Array) {
    let at = 0;
    const varint = (): bigint => {
      let value = 0n;
      for (let shift = 0n; shift < 64n; shift += 7n) {
        const byte = this.bytes[at++];
        if (byte === undefined) throw new Malformed('a message ends in the middle of a number');
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
      }
      throw new Malformed('a number in a message is too long');
    };
    const take = (length: number): Uint8Array => {
      if (at + length > bytes.length) throw new Malformed('a message ends before what it announces');
      return bytes.subarray(at, (at += length));
    };
    while (at < bytes.length) {
      const tag = varint();
      const [number, type] = [Number(tag >> 3n), Number(tag & 7n)];
      if (number === 0) throw new Malformed('a message has no field 0');
      const value =
        type === 0
          ? varint()
          : type === 1
            ? take(8)
            : type === 2
              ? take(Number(varint()))
              : type === 5
                ? take(4)
                : undefined;
      if (value === undefined) throw new Malformed(`a message has no values of wire type ${type}`);
      const all = this.#fields.get(number);
      if (all) all.push(value);
      else this.#fields.set(number, [value]);
    }
  }

  /** The bytes of a field that stands once at most; empty where it does not. */
  bytesOf(field: number): Uint8Array {
    const all = this.listOf(field);
    if (all.length > 1) throw new Malformed(`field ${field} stands ${all.length} times`);
    return all[0] ?? new Uint8Array();
  }

  /** The bytes of each occurrence of a field. */
  listOf(field: number): Uint8Array[] {
    return (this.#fields.get(field) ?? []).map((value) => {
      if (typeof value === 'bigint') throw new Malformed(`field ${field} is a number`);
      return value;
    });
  }

  /** The number in a field that stands once at most; 0 where it does not. */
  numberOf(field: number): bigint {
    const [value = 0n, ...more] = this.#fields.get(field) ?? [];
    if (typeof value !== 'bigint' || more.length > 0) throw new Malformed(`field ${field} is no single number`);
    return value;
  }

  has(field: number): boolean {
    return this.#fields.has(field);
  }

  messageOf(field: number): Message {
    return new Message(this.bytesOf(field));
  }

  textOf(field: number): string {
    return utf8(this.bytesOf(field));
  }
}

/** The text of UTF-8; throws `Malformed` for what is none. */
export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed('a text is not in UTF-8');
  }
}
