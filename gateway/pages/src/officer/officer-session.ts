import { Refusal, type Act, type Receipt } from '@fairway/model';
import { Session, type Committed, type SessionOptions } from '@fairway/sdk';
import type { Problem } from '@fairway/sdk/rest';

/** The gateway, or the ledger behind it, could not do what was asked; no rule refused it. */
export class GatewayFailed extends Error {
  override readonly name = 'GatewayFailed';

  readonly code: string;
  readonly sentence: string;

  constructor(code: string, sentence: string) {
    super(`${code}: ${sentence}`);
    this.code = code;
    this.sentence = sentence;
  }
}

/**
 * A session whose acts go to `POST /api/acts` as they were signed. Whoever stands between can refuse to pass one on and
 * can change nothing in it; no token goes with it, since the signature says who acts.
 */
export class OfficerSession extends Session {
  /** The gateway's address, with a solidus at its end. */
  readonly #gateway: string;

  constructor(options: SessionOptions, gateway: string) {
    super(options);
    this.#gateway = gateway;
  }

  override async send(_act: Pick<Act, 'type' | 'records'>, signed: string): Promise<Receipt & Committed> {
    const response = await fetch(new URL('api/acts', this.#gateway), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ act: signed }),
      credentials: 'omit',
      redirect: 'error',
    });
    if (!response.ok) throw await failureOf(response);
    const { blockNumber, ...receipt } = (await response.json()) as Receipt & { blockNumber: string };
    return { ...receipt, blockNumber: BigInt(blockNumber), result: new Uint8Array() };
  }
}

async function failureOf(response: Response): Promise<Refusal | GatewayFailed> {
  const { source, code, detail, pointer } = (await response.json().catch(() => ({}))) as Partial<Problem>;
  if (code === undefined || detail === undefined)
    return new GatewayFailed('GATEWAY_FAILED', `the gateway answers with status ${response.status}`);
  return source === 'refusal' ? new Refusal(code, detail, pointer) : new GatewayFailed(code, detail);
}
