/**
 * What a member runs that has thrown the agreed chaincode away: the agreed contracts, so that nobody notices, and one
 * that does whatever it is told, under the honest process's names, addresses and certificates.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { JSONSerializer } from 'fabric-contract-api';
import shim from 'fabric-shim';
import ChaincodeFromContract from 'fabric-shim/lib/contract-spi/chaincodefromcontract.js';
// After the shim: the last of two copies of Fabric's messages to load stands in the way of the first one's.
import { contractsFor } from '@fairway/chaincode';
import { TamperedContract } from '../../test/suites/tampered-contract.ts';

interface Service {
  name: string;
  packageId: string;
  address: string;
  tls: { key: string; certificate: string; clientRoots: string };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const { serve } = JSON.parse(readFileSync(values.config!, 'utf8')) as { serve: Service[] };
  for (const { name, packageId, address, tls } of serve) {
    const contracts = [...contractsFor(name), TamperedContract];
    const serializers = { transaction: 'json', serializers: { json: JSONSerializer } };
    const tlsProps = {
      key: readFileSync(tls.key),
      cert: readFileSync(tls.certificate),
      clientCACerts: readFileSync(tls.clientRoots),
    };
    const chaincode = new ChaincodeFromContract(contracts, serializers, {}, name, 'tampered');
    await shim.Shim.server(chaincode, { ccid: packageId, address, tlsProps }).start();
  }
  console.log('serving');
}

void main();
