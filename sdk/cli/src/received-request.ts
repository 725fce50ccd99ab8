import { readFile } from 'node:fs/promises';
import type { ReceivedRequest } from '@fairway/sdk/webhook';
import { CliFailure } from './failure.js';

/**
 * A request from a file as it went over the wire (RFC 9112): its first line, its fields, an empty line, the body's bytes.
 * `url` is the address that was subscribed, whatever a proxy has made of it since. Throws `FILE_UNREADABLE`,
 * `FILE_NOT_UNDERSTOOD`.
 */
export async function receivedRequest(file: string, url: string): Promise<ReceivedRequest> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new CliFailure('FILE_UNREADABLE', `${file} cannot be read; give a file that can`, { cause });
  });
  // As Latin-1 a character is a byte, so that the body begins where the text says.
  const [head = ''] = /^[^]*?\r?\n\r?\n/.exec(bytes.toString('latin1')) ?? [];
  const [first = '', ...lines] = head.trimEnd().split(/\r?\n/);
  const [, method] = /^([A-Z]+) \S+ HTTP\/[\d.]+$/.exec(first) ?? [];
  const fields = lines.map((line) => /^([^\s:]+):[ \t]*(.*?)[ \t]*$/.exec(line));
  if (method === undefined || fields.includes(null))
    throw new CliFailure(
      'FILE_NOT_UNDERSTOOD',
      `${file} should hold a request as it came: its first line, its fields, an empty line, and the body`,
    );
  const headers = new Headers(fields.map((field) => [field![1]!, field![2]!]));
  const length = Number(headers.get('content-length') ?? Infinity);
  return { method, url, headers, body: bytes.subarray(head.length, head.length + length) };
}
