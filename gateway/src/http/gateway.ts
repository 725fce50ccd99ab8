import { EndorserRotation, type Attesting, type Ledger } from '@fairway/sdk';
import { attestationOperations } from '../attestation/operations.js';
import { statingParties } from '../attestation/stating-parties.js';
import type { GatewayConfig } from '../gateway-config.js';
import { actOperations } from './act-operations.js';
import { argumentSchemas } from './act-schemas.js';
import { forNobody } from './admission.js';
import { createApp, type Part } from './app.js';
import { bearerCheck } from './bearer.js';
import { explorer } from './explorer.js';
import { ledgerOperations } from './ledger-operations.js';
import { monitoringApp } from './monitoring.js';
import type { Operation } from './operation.js';
import { readinessOf } from './readiness.js';
import { Reading } from './reading.js';
import { recordOperations } from './record-operations.js';
import { serve } from './server.js';
import { statusOperations } from './status-operations.js';
import { watchTo, type Watch } from './watch.js';

export interface GatewayOptions {
  member: string;
  http: NonNullable<GatewayConfig['http']>;
  /** The member's ledger now; only what `forNobody` lets through is run on it. */
  ledger: () => Ledger & Attesting;
  channel: string;
  /** The projection's file, for lists. */
  projection?: string;
  /** Parts that other folders serve. */
  parts?: readonly Part[];
  /** Operations of what else the member's process keeps. */
  operations?: readonly Operation[];
  watch?: Watch;
}

export interface Gateway {
  /** Where it listens. */
  readonly url: string;
  /** Where its monitoring listens, where there is one. */
  readonly monitoring?: string;
  /** Refuses what is new, finishes what is under way, and ends. */
  close(): Promise<void>;
}

/** Milliseconds that an act may take to stand in a block. */
const ACT_TIMEOUT = 60_000;

/** Opens a member's gateway: its app, on the address that its configuration names, and its monitoring beside it. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { member, http, channel, ledger, projection, parts = [], watch = watchTo() } = options;
  const stopping = new AbortController();
  const guarded = forNobody(ledger, http.members);
  const reading = new Reading(guarded, http.members, projection);
  const statements = () => statingParties({ member, named: http.statements, projection });
  const readiness = readinessOf({ member, ledger, ...(projection === undefined ? {} : { projection }) });
  readiness.measureInto(watch.metrics);
  const operations: Operation[] = [
    ...statusOperations(() => readiness.look()),
    ...actOperations({
      ledger: guarded,
      endorsers: new EndorserRotation(http.members),
      timeout: ACT_TIMEOUT,
      onAct: (type, ended) => watch.acted(type, ended),
    }),
    ...recordOperations({ member, ledger: guarded, reading }),
    ...ledgerOperations(guarded),
    ...attestationOperations({
      ...{ ledger: guarded, attesting: ledger, channel },
      ...{ members: http.members, statements },
    }),
    ...(options.operations ?? []),
  ];
  const app = createApp({
    member,
    operations,
    parts: [{ path: '/api/docs', access: 'anyone', router: explorer() }, ...parts],
    schemas: argumentSchemas(),
    watch,
    stopping: stopping.signal,
    ...(http.limits && { limits: http.limits }),
    ...(http.trustedProxies && { trustedProxies: http.trustedProxies }),
    ...(http.oidc && { authenticate: bearerCheck(http.oidc) }),
  });
  const server = await serve(app, http);
  const monitored = http.monitoring
    ? await serve(monitoringApp({ metrics: watch.metrics, look: () => readiness.look() }), http.monitoring)
    : undefined;
  return {
    url: server.url,
    ...(monitored && { monitoring: monitored.url }),
    async close() {
      stopping.abort();
      await server.close();
      await monitored?.close();
    },
  };
}
