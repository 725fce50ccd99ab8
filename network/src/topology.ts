import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { checkedYaml } from './checked-yaml.js';
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
  const { value: topology, at, fail } = checkedYaml(text, { file, validate, code: 'TOPOLOGY_INVALID' });

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
