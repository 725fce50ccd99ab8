import { HOUR, instantOf, later } from '@fairway/model';
import { Titles, type TitleName } from '@fairway/sdk';
import { BILL_TERMS, registerBank, registerCarrier, registerTrader, type Actor, type Stage } from '../cast.js';
import type { Issuer } from './issuer.js';

/** A carrier that issues bills of lading to an exporter, an importer, and their banks, all of one member. */
export class Bills {
  #references = 0;

  private constructor(
    private readonly member: string,
    private readonly carrier: Actor & { code: string },
    private readonly parties: Record<'carrier' | 'exporter' | 'importer' | 'bank' | 'otherBank', Titles>,
    /** Who has a bill once it is issued. */
    readonly exporter: Actor,
    private readonly handles: Record<'exporter' | 'importer' | 'bank' | 'otherBank', string>,
  ) {}

  static async found(stage: Stage, { member, registrar }: Issuer): Promise<Bills> {
    const carrier = await registerCarrier(stage, registrar);
    const cast = {
      exporter: await registerTrader(stage, registrar, 2),
      importer: await registerTrader(stage, registrar, 3),
      bank: await registerBank(stage, registrar, 1),
      otherBank: await registerBank(stage, registrar, 2),
    };
    const as = (party: Actor) => new Titles(stage(member, party));
    const { exporter, importer, bank, otherBank } = cast;
    const handles = {
      exporter: exporter.handle,
      importer: importer.handle,
      bank: bank.handle,
      otherBank: otherBank.handle,
    };
    const parties = { exporter: as(exporter), importer: as(importer), bank: as(bank), otherBank: as(otherBank) };
    return new Bills(member, carrier, { carrier: as(carrier), ...parties }, exporter, handles);
  }

  async issue(): Promise<TitleName> {
    const bill = { member: this.member, id: `SCAC:${this.carrier.code}/L${++this.#references}/1` };
    const parties = { issuer: this.carrier.handle, shipper: this.handles.exporter };
    await this.parties.carrier.issue(bill, { ...parties, ...BILL_TERMS });
    return bill;
  }

  /** Offers a bill whole to the importer; `by` for another way to the ledger than the exporter's own. */
  offer(bill: TitleName, by = this.parties.exporter): Promise<unknown> {
    const lapsesAt = later(instantOf(Date.now()), HOUR);
    const args = { to: this.handles.importer, what: 'both' as const, endorsement: 'to-order' as const, lapsesAt };
    return by.offer(bill, args);
  }

  accept(bill: TitleName): Promise<unknown> {
    return this.parties.importer.accept(bill);
  }

  /** From the carrier to the exporter, through two banks to the importer, and back to the carrier: eleven acts. */
  async voyage(): Promise<void> {
    const { parties, handles } = this;
    const bill = await this.issue();
    let from = parties.exporter;
    for (const to of ['bank', 'otherBank'] as const) {
      const presented = {
        under: 'credit' as const,
        reference: 'LC-1',
        withTitle: true,
      };
      await from.present(bill, { to: handles[to], ...presented, lapsesAt: later(instantOf(Date.now()), HOUR) });
      from = parties[to];
      await from.accept(bill);
      await from.takeUp(bill);
    }
    await this.offer(bill, parties.otherBank);
    await this.accept(bill);
    await parties.importer.surrender(bill, { for: 'delivery' });
    await parties.carrier.acceptSurrender(bill);
  }
}
