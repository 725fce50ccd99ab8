import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Ajv, type ErrorObject } from 'ajv';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { NetworkFailure } from './failure.js';

export interface Member {
  /** ISO 3166-1 alpha-2 country code, which is its MSP id too. */
  id: string;
  name: string;
  /** The host name under which the others reach its nodes. */
  host: string;
  peers: number;
  orderer: boolean;
}

/** What one topology file says; everything else about a network is derived from it (see layout.ts). */
export interface Topology {
  name: string;
  channel: string;
  consensus: 'bft' | 'raft';
  basePort: number;
  tickSeconds: number;
  policies: { otherEndorsers: number };
  members: Member[];
}

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../config/topologies/topology.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv({ useDefaults: true, verbose: true, strict: true }).compile<Topology>(SCHEMA);

/** BFT bears f faulty orderers among 3f+1. */
const BFT_MINIMUM = 4;

/**
 * Reads a topology file.
 *
 * Throws `TOPOLOGY_INVALID` with the file, the line and what is allowed there.
 */
export async function loadTopology(file: string): Promise<Topology> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new NetworkFailure('TOPOLOGY_INVALID', `${file} cannot be read; name a topology file that exists`, { cause });
  }
  return parseTopology(text, file);
}

/** As loadTopology, from the text; `file` is for the errors. */
export function parseTopology(text: string, file: string): Topology {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const fail = (offset: number, sentence: string): never => {
    throw new NetworkFailure('TOPOLOGY_INVALID', `${file}:${lines.linePos(offset).line}: ${sentence}`);
  };

  const syntax = document.errors[0];
  if (syntax) fail(syntax.pos[0], syntax.message.split('\n')[0]!.replace(/ at line .*/, ''));

  const topology = (document.toJS() ?? null) as Topology;
  if (!validate(topology)) {
    const error = validate.errors![0]!;
    fail(offsetOf(document, error), allowed(error));
  }
  const at = (...path: (string | number)[]) => offset(document, path);

  topology.members.forEach(({ id }, index) => {
    if (topology.members.findIndex((other) => other.id === id) < index)
      fail(at('members', index), `member ${id} is listed twice; each member is listed once`);
  });
  const orderers = topology.members.filter(({ orderer }) => orderer).length;
  if (topology.consensus === 'bft' && orderers < BFT_MINIMUM)
    fail(at('consensus'), `bft needs ${BFT_MINIMUM} members with an orderer or more, and ${orderers} have one`);
  if (orderers === 0) fail(at('members'), 'no member has an orderer; at least one must');
  if (topology.policies.otherEndorsers >= topology.members.length)
    fail(at('policies', 'otherEndorsers'), `must be less than the number of members, ${topology.members.length}`);
  return topology;
}

function allowed(error: ErrorObject): string {
  const where = error.instancePath.slice(1).replaceAll('/', '.');
  const rule = (error.parentSchema as { description?: string }).description ?? error.message ?? 'is not allowed here';
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys((error.parentSchema as { properties: object }).properties).join(', ');
      return `${String(error.params['additionalProperty'])} is not known here; allowed are ${known}`;
    }
    case 'required':
      return `${String(error.params['missingProperty'])} is missing${where ? ` in ${where}` : ''}; wanted is ${rule}`;
    default:
      return `${where || 'the file'} must be ${rule}`;
  }
}

function offsetOf(document: Document, error: ErrorObject): number {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  if (error.keyword === 'additionalProperties') {
    const map = document.getIn(path, true);
    const key =
      isMap(map) &&
      map.items.find((pair) => isScalar(pair.key) && pair.key.value === error.params['additionalProperty'])?.key;
    if (isNode(key) && key.range) return key.range[0];
  }
  return offset(document, path);
}

/** Where the node at the path, or the nearest one above it, begins. */
function offset(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
