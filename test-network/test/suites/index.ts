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

/** What every network must do, case by case. */
export function behaviour(network: () => AttestingNetwork): void {
  registrySuite(network);
  lifeSuite(network);
  aeoSuite(network);
  agreementSuite(network);
  useSuite(network);
  disclosureSuite(network);
  tableSuite(network);
  titleSuite(network);
  transportDocumentSuite(network);
  envelopeSuite(network);
  interchangeSuite(network);
  documentSuite(network);
  pledgeSuite(network);
  signingSuite(network);
  actsSuite(network);
  changesSuite(network);
  listSuite(network);
  projectionSuite(network);
  attestationSuite(network);
}
