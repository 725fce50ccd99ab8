import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  algorithmOf,
  assembleSignedAct,
  newHandle,
  signingInput,
  thumbprintOf,
  type Act,
  type Handle,
  type PublicJwk,
} from '@fairway/model';

/** A party with a key, for tests of the model alone. */
export interface TestParty {
  handle: Handle;
  jwk: PublicJwk;
  privateKey: KeyObject;
}

export function makeParty(member: string, curve: 'P-256' | 'Ed25519' = 'P-256'): TestParty {
  const { publicKey, privateKey } =
    curve === 'P-256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  return { handle: newHandle(member), jwk: publicKey.export({ format: 'jwk' }) as PublicJwk, privateKey };
}

export function signAct(act: Act, ...parties: TestParty[]): string {
  return assembleSignedAct(
    act,
    parties.map(({ handle, jwk, privateKey }) => {
      const input = signingInput(act, handle, thumbprintOf(jwk), algorithmOf(jwk));
      const signature =
        jwk.kty === 'EC'
          ? sign('sha256', input.signed, { key: privateKey, dsaEncoding: 'ieee-p1363' })
          : sign(null, input.signed, privateKey);
      return { protected: input.protected, signature: new Uint8Array(signature) };
    }),
  );
}

/** An act with what a test does not care about filled in. */
export function anAct(parts: Partial<Act> & Pick<Act, 'actor'>): Act {
  return {
    version: 1,
    type: 'aeo.suspend',
    records: [{ member: 'AR', kind: 'aeo', id: 'AR-1', sequence: 1 }],
    args: { reason: 'holder-request' },
    notAfter: '2026-03-01T12:00:00.000Z',
    ...parts,
  };
}
