import {
  Refusal,
  codesAtHome,
  decide,
  digestOf,
  later,
  newHandle,
  newRandomId,
  placeOf,
  controlOf,
  settled,
  standingAt,
  type Act,
  type Handle,
  type Instant,
  type ParticipantStatus,
  type Role,
  type SignedAct,
  type Standing,
  type StandingAcceptance,
  type Title,
} from '@fairway/model';
import { checkArguments } from '@fairway/model';
import type { RecordedAct } from '@fairway/model/dcsa';

const REGISTERED = '2026-01-01T00:00:00.000Z';
export const CODE = codesAtHome('SMDG', 'AR')[0]!;
/** The act by which parties accept ahead here. */
export const ACCEPTANCE = digestOf('acceptance');
export const DOCUMENT = digestOf('transport document');

/** A party's status as the registry has it. */
const statusOf = (handle: Handle, roles: Role[]): ParticipantStatus => ({
  handle,
  timeZone: 'America/Argentina/Buenos_Aires',
  states: [{ state: 'active', from: REGISTERED, recordedAt: REGISTERED, act: 'r' }],
  entitlements: [
    {
      roles,
      licence: { reference: 'L-1', validTo: '2036-12-31' },
      insurance: { reference: 'I-1', validTo: '2036-12-31' },
      from: REGISTERED,
      act: 'r',
    },
  ],
});

/** Bills of lading of AR on paper: acts are put to the moves as the contracts put them, without keys and signatures. */
export class PaperBills {
  readonly bills = new Map<string, Title>();
  /** What was done with each, oldest first. */
  readonly acts = new Map<string, RecordedAct[]>();
  readonly statuses = new Map<Handle, ParticipantStatus>();
  now: Instant = '2026-03-02T12:00:00.000Z';
  #acts = 0;

  readonly registrar = this.party('registrar');
  readonly carrier = this.party('carrier');
  readonly forwarder = this.party('forwarder');
  readonly shipper = this.party('trader');
  readonly buyer = this.party('trader');
  readonly importer = this.party('trader');
  readonly bank = this.party('bank');
  readonly otherBank = this.party('bank');
  readonly platform = this.party('platform');

  /** A new party; all are registered at AR, where the calendar is known. */
  party(role: Role): Handle {
    const handle = newHandle('AR');
    this.statuses.set(handle, statusOf(handle, [role]));
    return handle;
  }

  becomes(handle: Handle, state: 'active' | 'suspended' | 'frozen'): void {
    const status = this.statuses.get(handle)!;
    const next = { state, from: this.now, recordedAt: this.now, act: 's' };
    this.statuses.set(handle, { ...status, states: [...status.states, next] });
  }

  accepts(handle: Handle, ...accepts: StandingAcceptance[]): void {
    const acceptance = [{ accepts, from: this.now, act: ACCEPTANCE }];
    this.statuses.set(handle, { ...this.statuses.get(handle)!, acceptance });
  }

  passes(milliseconds: number): this {
    this.now = later(this.now, milliseconds);
    return this;
  }

  bill(id: string): Title {
    return settled(this.bills.get(id)!, this.now);
  }

  /** Who has it, in the words of a test: beneficiary and holder. */
  control(id: string): [Handle, Handle] {
    const { beneficiary, holder } = controlOf(this.bill(id));
    return [beneficiary, holder];
  }

  /** Does an act now, on one bill or several; nothing is changed where it is refused. */
  does(type: string, by: Handle, ids: string | string[], args: object = {}, change: Partial<Act> = {}): string {
    const id = digestOf(`act ${++this.#acts}`);
    const records = [ids].flat().map((one) => ({ member: 'AR', kind: 'title', id: one, sequence: 1 }));
    const act: Act = { version: 1, type: `title.${type}`, actor: by, records, args, notAfter: this.now, ...change };
    checkArguments(act);
    const cosigner = (args as { issuer?: Handle }).issuer;
    const signers = type.match(/freeze|Order/) && cosigner ? [...new Set([by, cosigner])] : [by];
    const signed = { act, id, signatures: signers.map((handle) => ({ handle })) } as unknown as SignedAct;
    const parties = new Map<Handle, Standing>();
    for (const [handle, status] of this.statuses) parties.set(handle, standingAt(status, this.now)!);
    const issuers = [this.carrier, this.forwarder].map(
      (handle) =>
        [
          placeOf({ member: 'AR', kind: 'participant', id: handle }),
          { public: { name: 'C', identifiers: [{ scheme: 'SMDG', value: CODE }] } },
        ] as const,
    );
    const facts = { time: this.now, cited: new Map<string, object>([...issuers, ...this.#mandates]), parties };
    const after = records.map(
      (reference) => [reference.id, decide(signed, reference, this.bills.get(reference.id), facts) as Title] as const,
    );
    for (const [one, bill] of after) {
      this.bills.set(one, bill);
      this.acts.set(one, [...(this.acts.get(one) ?? []), { act, id, recordedAt: this.now }]);
    }
    return id;
  }

  /** The code of the refusal that an act ends in, or `done`. */
  tries(...act: Parameters<PaperBills['does']>): string {
    try {
      this.does(...act);
      return 'done';
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  readonly #mandates = new Map<string, object>();

  /** A mandate of one party to another for one type of act; answers with its citation. */
  mandated(principal: Handle, agent: Handle, type: string): NonNullable<Act['mandate']> {
    const citation = { member: 'AR', kind: 'mandate', id: newRandomId(), sequence: 1, act: digestOf('mandate') };
    const given = { schema: 'mandate/1', principal, agent, capacity: 'trader', acts: [type], from: this.now };
    this.#mandates.set(placeOf(citation), { ...given, to: this.tomorrow() });
    return citation;
  }

  readonly terms = {
    form: 'order' as 'order' | 'straight',
    document: DOCUMENT,
    quantities: [
      { unit: 'KGM', thousandths: 20_000_000 },
      { unit: 'PK', thousandths: 900_000 },
    ],
    issuedOn: '2026-03-01',
    onBoardOn: '2026-03-01',
    placeOfIssue: 'ARBUE',
    law: 'PY',
    rulebook: 'Fairway rulebook 1',
    answerWithin: { days: 3, count: 'working' },
  };

  /** A bill in the shipper's hands. */
  issued(change: object = {}, reference = `R${this.bills.size + 1}`): string {
    const id = `SMDG:${CODE}/${reference}/1`;
    this.does('issue', this.carrier, id, { issuer: this.carrier, shipper: this.shipper, ...this.terms, ...change });
    return id;
  }

  tomorrow = (): Instant => later(this.now, 86_400_000);

  /** Passes a bill whole from one party to another. */
  passed(id: string, from: Handle, to: Handle, endorsement = 'to-order', accepted: object = {}): void {
    this.does('offer', from, id, { to, what: 'both', endorsement, lapsesAt: this.tomorrow() });
    this.does('accept', to, id, accepted);
  }
}
