import {
  openGateway,
  openDevelopmentIssuer,
  watchTo,
  type DevelopmentIssuer,
  type Gateway,
  type Operation,
} from '@fairway/gateway';
import { LedgerError, type Attesting, type Ledger } from '@fairway/sdk';

/** A ledger that does what a test says, and else is not there. */
export function ledgerThat(does: Partial<Ledger & Attesting> = {}): Ledger & Attesting {
  const nobody = () => Promise.reject(new LedgerError('PEER_UNAVAILABLE', 'connect ECONNREFUSED 10.1.2.3:7051'));
  const silence = async function* () {
    yield* [];
    await nobody();
  };
  return {
    evaluate: nobody,
    endorse: nobody,
    send: nobody,
    outcome: nobody,
    height: nobody,
    attest: nobody,
    blocks: silence,
    blocksWithPrivateData: silence,
    close: () => {},
    ...does,
  };
}

export const AUDIENCE = 'gateway-AR';

export interface Opened {
  gateway: Gateway;
  issuer: DevelopmentIssuer;
  logged: string[];
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** As somebody of these roles. */
  askAs(roles: readonly string[], path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Opens a gateway on a ledger, with an issuer of tokens. */
export async function opened(
  ledger: Ledger & Attesting,
  http: { limits?: object; trustedProxies?: string[]; monitoring?: { host: string; port: number } } = {},
  projection?: string,
  operations?: readonly Operation[],
): Promise<Opened> {
  const issuer = await openDevelopmentIssuer();
  const logged: string[] = [];
  const gateway = await openGateway({
    member: 'AR',
    channel: 'customs',
    http: {
      host: '127.0.0.1',
      port: 0,
      members: ['AR', 'UY'],
      oidc: { issuer: issuer.issuer, audience: AUDIENCE },
      ...http,
    },
    ledger: () => ledger,
    watch: watchTo({ write: (line) => void logged.push(line) }),
    ...(projection === undefined ? {} : { projection }),
    ...(operations && { operations }),
  });
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, gateway.url), { redirect: 'manual', ...init });
  return {
    gateway,
    issuer,
    logged,
    ask,
    async askAs(roles, path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${await issuer.token({ roles, audience: AUDIENCE })}`);
      return ask(path, { ...init, headers });
    },
    async close() {
      await gateway.close();
      await issuer.close();
    },
  };
}

export const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export const problemOf = async (response: Response) => (await response.json()) as Record<string, unknown>;
