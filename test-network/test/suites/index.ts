import { actsSuite } from './acts.ts';
import { aeoSuite } from './aeo.ts';
import { agreementSuite } from './agreements.ts';
import { changesSuite } from './changes.ts';
import { disclosureSuite } from './disclosure.ts';
import { documentSuite } from './documents.ts';
import { envelopeSuite } from './envelopes.ts';
import { interchangeSuite } from './interchange.ts';
import { lifeSuite } from './life.ts';
import { listSuite } from './lists.ts';
import { pledgeSuite } from './pledges.ts';
import { projectionSuite } from './projection.ts';
import { registrySuite } from './registry.ts';
import { signingSuite } from './signing.ts';
import { tableSuite } from './tables.ts';
import { titleSuite } from './titles.ts';
import { transportDocumentSuite } from './transport-documents.ts';
import { useSuite } from './uses.ts';
import { attestationSuite, type AttestingNetwork } from './attestation.ts';

export type { AttestingNetwork } from './attestation.ts';

/** How much of what is done many times over. */
export interface Amounts {
  /** The certificates of the longest list. */
  listed: number;
  /** How often fifty parties run for one title. */
  races: number;
}

/** What every network must do, case by case. A long list and many races are put to one of them (behaviour-minimal.test.ts). */
export function behaviour(network: () => AttestingNetwork): void {
  lifeSuite(network);
  aeoSuite(network);
  agreementSuite(network);
  useSuite(network);
  tableSuite(network);
  transportDocumentSuite(network);
  envelopeSuite(network);
  interchangeSuite(network);
  documentSuite(network);
  pledgeSuite(network);
  signingSuite(network);
  behaviourByTopology(network, { listed: 100, races: 5 });
}

/**
 * What may come out otherwise where there are fewer members, or orderers that agree in another way: who is there to
 * endorse, what is ordered first, what reaches whom, and how much at once. The rest are rules, which each member's
 * chaincode applies alike.
 */
export function behaviourByTopology(network: () => AttestingNetwork, { listed, races }: Amounts): void {
  registrySuite(network);
  disclosureSuite(network);
  titleSuite(network, races);
  actsSuite(network);
  changesSuite(network);
  projectionSuite(network);
  attestationSuite(network);
  // Last, since who follows the ledger after it reads all of that again.
  listSuite(network, listed);
}
