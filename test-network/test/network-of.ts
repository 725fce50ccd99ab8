import type { EmbeddedNetwork } from '@fairway/test-network';
import type { AttestingNetwork } from './suites/attestation.ts';

/** An embedded network as the suites and their worlds take it. */
export const networkOf = (embedded: EmbeddedNetwork): AttestingNetwork => ({
  name: 'embedded',
  members: embedded.members,
  ledger: (member, as = 'service') => embedded.ledger({ member, as }),
  attesting: (member) => embedded.ledger({ member }),
  rootOf: (member) => embedded.roots.get(member)!,
  close: () => embedded.close(),
});
