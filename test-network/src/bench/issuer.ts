import { Aeo } from '@fairway/sdk';
import {
  ADMINISTRATIONS,
  foundMember,
  publishAeoTypes,
  registerOfficer,
  registerTrader,
  type Actor,
  type Stage,
} from '../cast.js';

/** A certificate that was granted, and the transaction to ask another member's peer for before asking it for more. */
export interface Granted {
  number: string;
  transactionId: string;
}

/** A member with an officer who grants certificates to one of its traders, each under a number of its own. */
export class Issuer {
  #numbers = 0;

  private constructor(
    readonly member: string,
    readonly registrar: Actor,
    readonly officer: Actor,
    readonly trader: Actor,
    private readonly programme: string,
    /** The officer's one session, whose endorsers rotate over all that is written through it. */
    readonly aeo: Aeo,
  ) {}

  /** Founds a member of the bConnect programme and registers its people. */
  static async found(stage: Stage, member: string): Promise<Issuer> {
    const administration = ADMINISTRATIONS.find((one) => one.member === member)!;
    const registrar = await foundMember(stage, administration, 'bench');
    await publishAeoTypes(stage, registrar);
    const officer = await registerOfficer(stage, registrar, 'aeo-officer');
    const trader = await registerTrader(stage, registrar, 1);
    return new Issuer(member, registrar, officer, trader, administration.programme, new Aeo(stage(member, officer)));
  }

  /** Grants a certificate; `aeo` for another way to the ledger than the officer's own. */
  async grant(aeo = this.aeo): Promise<Granted> {
    const number = `${this.member}-2026/${String(++this.#numbers).padStart(6, '0')}`;
    const terms = { grantedOn: '2026-02-02', type: this.programme, validFrom: '2026-02-02', validTo: '2036-02-01' };
    const { transactionId } = await aeo.grant(this.member, number, { holder: this.trader.handle, ...terms });
    return { number, transactionId };
  }
}
