import { parseArgs } from 'node:util';
import { Session, blobsAt, togetherOf } from '@fairway/sdk';
import { fabricLedger, type StreamEvent } from '@fairway/sdk/fabric';
import { statingParties } from './attestation/stating-parties.js';
import { EnvelopeKeeper } from './blobs/envelope-keeper.js';
import { openBlobStore } from './blobs/open-store.js';
import { blobPart } from './blobs/routes.js';
import { watchBlobs } from './blobs/watch-blobs.js';
import { DocumentKeeper } from './documents/document-keeper.js';
import { documentPart } from './documents/routes.js';
import { readGatewayConfig } from './gateway-config.js';
import { forNobody } from './http/admission.js';
import type { Part } from './http/app.js';
import { openGateway } from './http/gateway.js';
import { officerPart } from './pages/officer-routes.js';
import { pagePart } from './pages/part.js';
import { keepProjection } from './projection-keeper.js';
import { serviceLedger } from './service-ledger.js';
import { keepTicking } from './ticker.js';
import { openWebhooks } from './webhooks/from-config.js';
import { webhookOperations } from './webhooks/index.js';

/** A member's service process: `node main.js --config <file.json>`. Logs JSON lines; SIGTERM or SIGINT ends it. */

const log = (entry: object): void => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
};

let followed: string | undefined;
/** A stream that begins anew at the same peer is no news. */
const logStream = ({ peer, broken }: StreamEvent): void => {
  if (broken) log({ event: 'peer-lost', peer, error: broken.message });
  else if (peer !== followed) log({ event: 'peer-followed', peer });
  followed = broken ? undefined : peer;
};

const { values } = parseArgs({ options: { config: { type: 'string' } } });
if (values.config === undefined) {
  process.stderr.write('usage: node main.js --config <file.json>\n');
  process.exit(2);
}

try {
  const config = readGatewayConfig(values.config);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  const service = serviceLedger(config, (options) => fabricLedger({ ...options, onStream: logStream }));
  const { member, namespace, tickSeconds, projection, http, channel, blobs, documents, pages, officer } = config;
  log({ event: 'started', member, namespace, every: tickSeconds });
  const ledger = () => service.current();
  // They need nothing but reads that anybody's gateway runs.
  const store = blobs && openBlobStore(blobs);
  const members = blobs?.members ?? http?.members;
  const session = members && new Session({ ledger: forNobody(ledger, members), members });
  const keeper = store && session && new EnvelopeKeeper(session, store, blobs);
  const kept = documents && store && session && new DocumentKeeper({ session, member, blobs: store, ...documents });
  const statements = () => statingParties({ member, named: http?.statements, projection: projection?.file });
  const parts: Part[] = [
    ...(keeper ? [blobPart(keeper)] : []),
    ...(kept ? [documentPart(kept)] : []),
    ...(pages && session ? [pagePart(pages, { session, channel, statements })] : []),
    ...(officer && http?.oidc
      ? [officerPart(officer, { member, members: http.members, issuer: http.oidc.issuer })]
      : []),
  ];
  const webhooks = config.webhooks && openWebhooks(config.webhooks, { ledger, log });
  const gateway =
    http &&
    (await openGateway({
      member,
      http,
      channel,
      ledger,
      ...(projection && { projection: projection.file }),
      parts,
      ...(webhooks && { operations: webhookOperations(webhooks) }),
    }));
  const posting = webhooks?.run(stop.signal);
  if (gateway) log({ event: 'serving', url: gateway.url, monitoring: gateway.monitoring });
  if (projection) void keepProjection({ ...projection, member, ledger, log, signal: stop.signal });
  if (keeper) {
    const others = togetherOf((blobs.others ?? []).map((url) => blobsAt(new URL('api/blobs/', url))));
    void watchBlobs({ keeper, others, interval: blobs.lookSeconds * 1000, log, signal: stop.signal });
  }
  await keepTicking({ namespace, interval: tickSeconds * 1000, ledger, log, signal: stop.signal });
  // What is under way is finished first: an act that was taken is answered.
  await gateway?.close();
  kept?.close();
  keeper?.close();
  await posting;
  webhooks?.close();
  service.close();
  log({ event: 'stopped', member });
  // A tick or a block under way is left to its fate; the next start ticks anew, and takes the block again.
  process.exit(0);
} catch (error) {
  log({ event: 'failed', error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
