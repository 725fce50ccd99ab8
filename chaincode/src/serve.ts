import './logging.js';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { JSONSerializer } from 'fabric-contract-api';
import shim from 'fabric-shim';
import ChaincodeFromContract from 'fabric-shim/lib/contract-spi/chaincodefromcontract.js';
import type { ContractClass } from './contracts.js';

/** One name that this process serves, for one package id. */
interface Service {
  name: string;
  packageId: string;
  address: string;
  tls?: { key: string; certificate: string; clientRoots: string };
}

/**
 * What a member's chaincode program does: serves its names, an instance and a port each, with the contracts of each;
 * `--config FILE` names them. The package label ends in the first 16 hexadecimal digits of this program's SHA-256; a
 * process refuses to serve under another one. Tells what is wrong on the error stream, and ends with 1.
 *
 * A program imports this before its contracts: these load a copy of Fabric's messages of their own, and the runtime
 * refuses its own messages when its copy is the later one.
 */
export async function serveAll(contractsOf: (namespace: string) => ContractClass[]): Promise<void> {
  try {
    await serve(contractsOf);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function serve(contractsOf: (namespace: string) => ContractClass[]): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  if (values.config === undefined) throw new Error('--config FILE is needed: which names to serve, and where');
  const { serve: services } = JSON.parse(readFileSync(values.config, 'utf8')) as { serve: Service[] };
  const digest = createHash('sha256').update(readFileSync(process.argv[1]!)).digest('hex').slice(0, 16);
  for (const service of services) {
    const [label] = service.packageId.split(':');
    if (label !== `${service.name}_${digest}`) {
      throw new Error(
        `this program is ${digest} and does not serve under the label ${label}; install and approve a package of this program`,
      );
    }
    const tlsProps = service.tls && {
      key: readFileSync(service.tls.key),
      cert: readFileSync(service.tls.certificate),
      clientCACerts: readFileSync(service.tls.clientRoots),
    };
    const chaincode = new ChaincodeFromContract(
      contractsOf(service.name),
      { transaction: 'json', serializers: { json: JSONSerializer } },
      {},
      service.name,
      digest,
    );
    await shim.Shim.server(chaincode, {
      ccid: service.packageId,
      address: service.address,
      ...(tlsProps ? { tlsProps } : {}),
      // A larger message would break the stream for everyone; the contract refuses it instead.
      'grpc.max_receive_message_length': -1,
    } as Parameters<typeof shim.Shim.server>[1]).start();
  }
  console.log(JSON.stringify({ serving: services.map(({ name }) => name), digest }));
}
