import { contractsFor } from '@fairway/chaincode';
import { namespaceOf } from '@fairway/model';
import { submit } from '@fairway/sdk';
import { ADMINISTRATIONS, foundMember, stageOf } from '../cast.js';
import { openEmbedded } from '../embedded/index.js';

/** `node first-transaction.js FILE`: an embedded network of five from nothing, its first tick and its first act. */
const members = ADMINISTRATIONS.map(({ member }) => member);
const network = await openEmbedded({ members, contracts: contractsFor, file: process.argv[2]! });
const administration = ADMINISTRATIONS[0]!;
const ledger = (member: string) => network.ledger({ member });
await submit(ledger(administration.member), {
  namespace: namespaceOf(administration.member),
  transaction: 'clock:tick',
  args: [],
});
console.log('ticked');
await foundMember(stageOf(members, ledger), administration, 'bench');
console.log('founded');
await network.close();
