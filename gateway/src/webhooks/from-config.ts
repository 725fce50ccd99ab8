import { readFileSync } from 'node:fs';
import type { GatewayConfig } from '../gateway-config.js';
import { Webhooks, type WebhookOptions } from './webhooks.js';

/** The webhooks of a service process, as its configuration has them. */
export function openWebhooks(
  { file, members, from, networks, loopback, roots, retries }: NonNullable<GatewayConfig['webhooks']>,
  speaking: Pick<WebhookOptions, 'ledger' | 'log'>,
): Webhooks {
  return new Webhooks({
    ...{ file, members, from, addresses: { networks, loopback } },
    ...(roots.length > 0 && { roots: roots.map((root) => readFileSync(root, 'utf8')) }),
    ...(retries && {
      retries: { first: retries.firstSeconds * 1000, most: retries.mostSeconds * 1000, attempts: retries.attempts },
    }),
    ...speaking,
  });
}
