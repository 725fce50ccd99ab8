import { serveAll } from '@fairway/chaincode/serve';
import { contractsFor } from './contracts.js';

/** The chaincode program of the benchmark: the members' own with the bare contract in it. */
void serveAll(contractsFor);
