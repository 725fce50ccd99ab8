import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Ledger } from '@fairway/sdk';
import type { FabricOptions } from '@fairway/sdk/fabric';
import type { GatewayConfig } from './gateway-config.js';

/**
 * The member's ledger under the certificate that stands in its files now: after a renewal the next call answers with
 * a new connection and closes the old one. While a file is missing or certificate and key do not belong together, as
 * in the middle of a renewal, the old one stays.
 */
export function serviceLedger<L extends Ledger>(
  config: Pick<GatewayConfig, 'channel' | 'identity' | 'peers'>,
  open: (options: FabricOptions) => L,
): { current(): L; close(): void } {
  let files: string | undefined;
  let ledger: L | undefined;
  return {
    current() {
      try {
        const options = read(config);
        const found = JSON.stringify(options);
        if (ledger && found === files) return ledger;
        const next = open(options);
        ledger?.close();
        files = found;
        return (ledger = next);
      } catch (error) {
        if (ledger) return ledger;
        throw error;
      }
    },
    close() {
      ledger?.close();
    },
  };
}

function read({ channel, identity, peers }: Pick<GatewayConfig, 'channel' | 'identity' | 'peers'>): FabricOptions {
  const text = (file: string) => readFileSync(file, 'utf8');
  const [certificate, privateKey] = [text(identity.certificate), text(identity.privateKey)];
  if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey))) {
    throw new Error(`the key in ${identity.privateKey} does not belong to the certificate in ${identity.certificate}`);
  }
  return {
    channel,
    identity: { mspId: identity.mspId, certificate, privateKey },
    peers: peers.map(({ endpoint, tlsRoots }) => ({ endpoint, tlsRoots: text(tlsRoots) })),
  };
}
