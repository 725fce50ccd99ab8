import { serveAll } from './serve.js';
import { contractsFor } from './contracts.js';

/** The chaincode program of a member: `node main.js --config FILE`. */
void serveAll(contractsFor);
