import { MINUTE, namespaceOf } from '@fairway/model';
import type { Ledger } from '@fairway/sdk';
import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { projectionState } from '../projection/state.js';
import { remembered } from '../remembered.js';

/** How one thing stands that a gateway needs. */
export type Standing = 'ok' | 'unreachable' | 'stale' | 'behind' | 'missing';

/** Whether the gateway can do its work now, and what it cannot. */
export interface Readiness {
  ready: boolean;
  checks: { peer: Standing; clock: Standing; projection?: Standing };
}

/** What it was worked out from. */
interface Measured {
  height?: bigint;
  /** Seconds since the member's clock was set. */
  clockAge?: number;
  projected?: bigint;
}

/** A namespace whose clock is older takes no acts. */
const STALE = 12 * MINUTE;

/** Blocks that the projection may be behind before it is said to be: a busy minute. */
const BEHIND = 50n;

/** Milliseconds that an answer is good for, so that asking costs the peer nothing. */
const GOOD_FOR = 1_000;

/** Milliseconds that the peer is given. */
const PATIENCE = 3_000;

/**
 * Looks whether the member's peer answers, its clock on the ledger is fresh enough for acts, and the projection is followed
 * and not far behind; many that ask at once get one look.
 */
export function readinessOf(options: {
  member: string;
  ledger: () => Ledger;
  projection?: string;
  now?: () => number;
}): { look(): Promise<Readiness>; measureInto(metrics: Registry): void } {
  const { member, ledger, projection, now = Date.now } = options;

  const measure = async (): Promise<Measured> => {
    const call = { namespace: namespaceOf(member), transaction: 'clock:read', args: [] };
    const [height, clock] = await Promise.all([
      Promise.resolve()
        .then(() => ledger().height({ timeout: PATIENCE }))
        .catch(() => undefined),
      Promise.resolve()
        .then(() => ledger().evaluate(call, { timeout: PATIENCE }))
        .catch(() => undefined),
    ]);
    const ticked = clock && Date.parse(new TextDecoder().decode(clock));
    const projected = projection === undefined ? undefined : projectionState(projection);
    return {
      ...(height === undefined ? {} : { height }),
      ...(ticked === undefined || Number.isNaN(ticked) ? {} : { clockAge: (now() - ticked) / 1000 }),
      ...(projected ? { projected: projected.height } : {}),
    };
  };

  const measured = remembered(measure, GOOD_FOR, now);

  return {
    async look() {
      const { height, clockAge, projected } = await measured();
      const checks: Readiness['checks'] = {
        peer: height === undefined ? 'unreachable' : 'ok',
        clock: clockAge === undefined ? 'missing' : clockAge * 1000 > STALE ? 'stale' : 'ok',
      };
      if (projection !== undefined)
        checks.projection =
          projected === undefined ? 'missing' : height !== undefined && height - projected > BEHIND ? 'behind' : 'ok';
      return { ready: Object.values(checks).every((one) => one === 'ok'), checks };
    },

    measureInto(metrics) {
      const gauge = (name: string, help: string, of: (found: Measured) => number | undefined) =>
        new Gauge({
          name,
          help,
          registers: [metrics],
          async collect() {
            this.set(of(await measured()) ?? NaN);
          },
        });
      gauge('fairway_peer_height', "Blocks that the member's peer has", ({ height }) =>
        height === undefined ? undefined : Number(height),
      );
      gauge('fairway_clock_age_seconds', "Seconds since the member's clock was set", ({ clockAge }) => clockAge);
      gauge('fairway_projection_height', 'Blocks that the projection has', ({ projected }) =>
        projected === undefined ? undefined : Number(projected),
      );
    },
  };
}
