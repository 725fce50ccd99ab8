import { createRequire } from 'node:module';
import type { Contract } from 'fabric-contract-api';

/** A contract as fabric-contract-api takes it: a class without constructor arguments. */
export type ContractClass = new () => Contract;

/** The shim's own generation of Fabric's messages, of which only these parts are used here. */
interface WireMessage {
  serializeBinary(): Uint8Array;
}

/** The chaincode side of a conversation with a peer. */
export interface ChaincodeStream {
  on(event: 'data' | 'end' | 'error', listener: (message: WireMessage) => void): void;
  write(message: WireMessage): void;
  end(): void;
}

interface Chaincode {
  Invoke(stub: unknown): Promise<unknown>;
}

interface Shim {
  ChaincodeFromContract: new (contracts: ContractClass[], serializers: object, metadata: object) => Chaincode;
  ChaincodeMessageHandler: new (stream: ChaincodeStream, chaincode: Chaincode) => { chat(first: WireMessage): void };
  /** Reads a ChaincodeMessage as the shim's own class. */
  readMessage(bytes: Uint8Array): WireMessage;
}

// The runtime logs every refusal as an error on stdout; here the callers get them. CRITICAL is its quietest level.
const LEVEL = 'CORE_CHAINCODE_LOGGING_LEVEL';

/**
 * Fabric's own runtime for Node contracts, without its gRPC server: the parts are not exported by the package,
 * so they are taken by their paths, and the version is pinned.
 */
export const shim: Shim = load();

function load(): Shim {
  const require = createRequire(import.meta.url);
  const handler = require.resolve('fabric-shim/lib/handler.js');
  const { peer } = createRequire(handler)('@hyperledger/fabric-protos') as {
    peer: { ChaincodeMessage: { deserializeBinary(bytes: Uint8Array): WireMessage } };
  };
  const loaded = {
    ...(require(handler) as Pick<Shim, 'ChaincodeMessageHandler'>),
    ChaincodeFromContract:
      require('fabric-shim/lib/contract-spi/chaincodefromcontract.js') as Shim['ChaincodeFromContract'],
    readMessage: (bytes: Uint8Array) => peer.ChaincodeMessage.deserializeBinary(bytes),
  };
  const level = process.env[LEVEL] ?? 'CRITICAL';
  for (const path of ['fabric-shim/lib/logger.js', 'fabric-contract-api/lib/logger.js']) {
    const logger = require(path) as Logger;
    // For loggers made before, too. It leaves a name in the environment that it does not know itself.
    logger.setLevel(level);
    letErrorsOut(logger);
  }
  process.env[LEVEL] = level;
  return loaded;
}

interface Logger {
  setLevel(level: string): void;
  getLogger(name: string): { exceptions: { unhandle(): void } };
}

/**
 * The runtime's logger catches whatever a process throws, logs it and goes on. That is for a chaincode process of its
 * own; a program that hosts contracts beside its own work ends on its own defects.
 */
function letErrorsOut(logger: Logger): void {
  logger.getLogger('_').exceptions.unhandle();
  for (const listener of process.listeners('unhandledRejection')) {
    if (listener.name === 'loggerUnhandledRejectionFn') process.removeListener('unhandledRejection', listener);
  }
}
