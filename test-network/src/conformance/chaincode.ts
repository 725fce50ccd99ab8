import { serveAll } from '@fairway/chaincode/serve';
import { contractsFor } from './contracts.js';

/** The chaincode program of the conformance suite: the members' own with the conformance contract in it. */
void serveAll(contractsFor);
