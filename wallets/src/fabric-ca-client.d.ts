/** The part of fabric-ca-client that is used here; its own types do not describe this class. */
declare module 'fabric-ca-client/lib/FabricCAClient.js' {
  import type { RequestOptions } from 'node:https';

  export interface TokenSigner {
    _certificate: string;
    sign(message: string): Buffer;
  }

  export default class FabricCAClient {
    constructor(
      options: {
        protocol: 'http' | 'https';
        hostname: string;
        port: number;
        caname?: string;
        tlsOptions: { trustedRoots: string[]; verify: boolean };
      },
      cryptoPrimitives: { hash(message: string): string },
    );
    request(
      method: string,
      path: string,
      signer: TokenSigner | undefined,
      body: object,
      options?: RequestOptions,
    ): Promise<{ result: unknown }>;
  }
}

declare module 'fabric-common' {
  export const Utils: { setConfigSetting(name: string, value: unknown): void };
}
