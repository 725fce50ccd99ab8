import type { Webhooks } from '@fairway/gateway';

/** Webhooks that are posted until they are ended, and closed then. */
export interface Posting {
  webhooks: Webhooks;
  end(): Promise<void>;
}

export function posting(webhooks: Webhooks): Posting {
  const stop = new AbortController();
  const running = webhooks.run(stop.signal);
  return {
    webhooks,
    async end() {
      stop.abort();
      await running;
      webhooks.close();
    },
  };
}
