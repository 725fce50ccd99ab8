/** Parts of Fabric's contract runtime that it ships without types. */
declare module 'fabric-shim/lib/contract-spi/chaincodefromcontract.js' {
  import type { ChaincodeInterface } from 'fabric-shim-api';
  import type { Contract } from 'fabric-contract-api';

  const ChaincodeFromContract: new (
    contracts: (new () => Contract)[],
    serializers: { transaction: string; serializers: Record<string, unknown> },
    metadata: object,
    title: string,
    version: string,
  ) => ChaincodeInterface;
  export default ChaincodeFromContract;
}

declare module 'fabric-shim/lib/logger.js' {
  const logging: { getLogger: (name?: string) => object };
  export default logging;
}

declare module 'fabric-contract-api/lib/logger.js' {
  const logging: { getLogger: (name?: string) => object };
  export default logging;
}
