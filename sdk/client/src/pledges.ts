import {
  Financed,
  Refusal,
  check,
  digestOfJson,
  homeOf,
  isPledged,
  pledgeId,
  type Digest,
  type Pledge,
  type Receipt,
  type RecordAddress,
} from '@fairway/model';
import { random, secretOf } from './secret.js';
import type { Session } from './session.js';
import type { Committed } from './submit.js';

/** Why a mark that came second is tried again: the ledger then says what is the matter. */
const CAME_FIRST = ['RECORD_EXISTS', 'ACT_OUT_OF_SEQUENCE'];

/**
 * The pledge guard: a bank marks a bill or an invoice that it finances, and a second bank learns that it is financed,
 * not by whom. Names are worked out under the home's secret, which its own services alone read: the session's ledger is a
 * service of `homeOf` what is asked about, and answers for it whom it serves, and how often.
 */
export class Pledges {
  constructor(private readonly session: Session) {}

  /**
   * Marks something as financed, as a bank; `agreed` is what bank and customer agreed, which both keep with the salt that
   * comes back. Throws `ALREADY_PLEDGED`, `ROLE_REQUIRED`, `COVER_LAPSED`, …
   */
  async mark(financed: Financed, agreed: object): Promise<Receipt & Committed & { salt: string; terms: Digest }> {
    const record = await this.#address(financed);
    const salt = random();
    const terms = digestOfJson({ salt, agreed });
    const intent = { type: 'pledge.mark', records: [record], args: { terms } };
    const act = () => this.session.act(intent);
    const receipt = await act().catch((error: unknown) => {
      if (error instanceof Refusal && CAME_FIRST.includes(error.code)) return act();
      throw error;
    });
    return { ...receipt, salt, terms };
  }

  /** Lets go what one has marked oneself. Throws `NOT_PLEDGED_BY_YOU`, `RECORD_UNKNOWN`, … */
  async release(financed: Financed): Promise<Receipt & Committed> {
    return this.session.act({ type: 'pledge.release', records: [await this.#address(financed)], args: {} });
  }

  /** Whether something is financed by anybody, by its signed acts. */
  async isPledged(financed: Financed): Promise<boolean> {
    try {
      return isPledged((await this.session.read<Pledge>(await this.#address(financed))).record);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'RECORD_UNKNOWN') return false;
      throw error;
    }
  }

  async #address(financed: Financed): Promise<RecordAddress> {
    const known = check(Financed, financed);
    const member = homeOf(known);
    return { member, kind: 'pledge', id: pledgeId(await secretOf(this.session, member), known) };
  }
}
