import {
  MandateDomain,
  addressOfParty,
  newRandomId,
  sponsorOf,
  type EndMandateArgs,
  type GiveMandateArgs,
  type Handle,
  type Mandate,
  type Participant,
  type Receipt,
  type RecordAddress,
} from '@fairway/model';
import type { infer as Infer } from 'zod';
import type { Session } from './session.js';
import type { Committed } from './submit.js';

/**
 * Mandates: a principal gives and revokes them, an agent acts under one by a session that names it
 * (`SessionOptions.mandate`).
 */
export class Mandates {
  constructor(private readonly session: Session) {}

  /** Gives a mandate, as the principal. Throws `AGENT_UNKNOWN`, `PARTY_NOT_ACTIVE`, `MANDATE_TOO_LONG`, … */
  async give(
    principal: Handle,
    args: GiveMandateArgs,
  ): Promise<{ mandate: RecordAddress; receipt: Receipt & Committed }> {
    const mandate = addressOf(sponsorOf(principal), newRandomId());
    return { mandate, receipt: await this.session.act({ type: 'mandate.give', records: [mandate], args }) };
  }

  /** Ends a mandate for later acts: as its principal, its agent, or a registrar. Throws `RECORD_CLOSED`, … */
  end(mandate: RecordAddress, args: Infer<typeof EndMandateArgs>): Promise<Receipt & Committed> {
    return this.session.act({ type: 'mandate.end', records: [mandate], args });
  }

  /** The mandate as its signed acts make it. Throws `RECORD_UNKNOWN` where there is none. */
  async get(mandate: RecordAddress): Promise<Mandate> {
    return (await this.session.read<Mandate>(mandate)).record;
  }

  /** In what capacity an agent acts: "as agent for the carrier Y". */
  async capacityOf(mandate: RecordAddress): Promise<string> {
    const { principal, capacity } = await this.get(mandate);
    const { record } = await this.session.read<Participant>(addressOfParty(principal));
    return `as agent for the ${capacity} ${record.public?.name ?? principal}`;
  }
}

const addressOf = (member: string, id: string): RecordAddress => ({ member, kind: MandateDomain.kind, id });
