import { EndorserRotation, type Attesting, type Ledger } from '@fairway/sdk';
import { attestationOperations } from '../attestation/operations.js';
import type { GatewayConfig } from '../gateway-config.js';
import { actOperations } from './act-operations.js';
import { argumentSchemas } from './act-schemas.js';
import { forNobody } from './admission.js';
import { createApp, type Part } from './app.js';
import { bearerCheck } from './bearer.js';
import { ledgerOperations } from './ledger-operations.js';
import type { Operation } from './operation.js';
import { serve } from './server.js';
import { watchTo, type Watch } from './watch.js';

export interface GatewayOptions {
  member: string;
  http: NonNullable<GatewayConfig['http']>;
  /** The member's ledger now; only what `forNobody` lets through is run on it. */
  ledger: () => Ledger & Attesting;
  channel: string;
  /** Parts that other folders serve. */
  parts?: readonly Part[];
  watch?: Watch;
}

export interface Gateway {
  /** Where it listens. */
  readonly url: string;
  /** Refuses what is new, finishes what is under way, and ends. */
  close(): Promise<void>;
}

/** Milliseconds that an act may take to stand in a block. */
const ACT_TIMEOUT = 60_000;

/** Opens a member's gateway: its app, on the address that its configuration names. */
export async function openGateway({
  member,
  http,
  channel,
  ledger,
  parts = [],
  watch = watchTo(),
}: GatewayOptions): Promise<Gateway> {
  const stopping = new AbortController();
  const guarded = forNobody(ledger);
  const operations: Operation[] = [
    ...actOperations({
      ledger: guarded,
      endorsers: new EndorserRotation(http.members),
      timeout: ACT_TIMEOUT,
      onAct: (type, ended) => watch.acted(type, ended),
    }),
    ...ledgerOperations(guarded),
    ...attestationOperations({ ledger: guarded, attesting: ledger, channel, members: http.members }),
  ];
  const app = createApp({
    member,
    operations,
    parts,
    schemas: argumentSchemas(),
    watch,
    stopping: stopping.signal,
    ...(http.limits && { limits: http.limits }),
    ...(http.trustedProxies && { trustedProxies: http.trustedProxies }),
    ...(http.oidc && { authenticate: bearerCheck(http.oidc) }),
  });
  const server = await serve(app, http);
  return {
    url: server.url,
    async close() {
      stopping.abort();
      await server.close();
    },
  };
}
