import {
  AeoDomain,
  check,
  checkAeo,
  dateAt,
  digestOf,
  later,
  newHandle,
  type Act,
  type AeoCertificate,
  type AeoCheck,
  type Facts,
  type Instant,
  type Standing,
  type Table,
} from '@fairway/model';

export const HOLDER = newHandle('AR');
const OFFICER = newHandle('AR');

const TYPES: Table = {
  schema: 'table/1',
  member: 'AR',
  name: 'AEO-TYPES',
  timeZone: 'America/Argentina/Buenos_Aires',
  publications: [
    {
      effectiveFrom: '2000-01-01',
      set: ['OEA', 'OEC'].map((code) => ({ code, name: code, covers: ['security'], roles: ['exporter'] })),
      drop: [],
      from: '2000-01-01T12:00:00.000Z',
      act: digestOf('a publication'),
    },
  ],
};

/** A certificate of AR on paper: acts are put to the moves as the contracts put them, without keys and signatures. */
export class PaperCertificate {
  record: AeoCertificate | undefined;
  now: Instant;
  readonly timeZone: string;
  #acts = 0;

  constructor(now: Instant, timeZone = 'America/Argentina/Buenos_Aires') {
    this.now = now;
    this.timeZone = timeZone;
  }

  /** Does an act now; answers with its id, or throws its refusal. */
  does(type: string, args: object = {}, by = OFFICER): string {
    const move = AeoDomain.moves.find((one) => one.type === type)!;
    const id = digestOf(`act ${this.#acts}`);
    const reference = { member: 'AR', kind: 'aeo', id: 'AR-1', sequence: 1 };
    const standing = (handle: string, role: 'aeo-officer' | 'trader'): Standing => ({
      handle,
      timeZone: this.timeZone,
      state: 'active',
      today: dateAt(this.now, this.timeZone),
      roles: [role],
      together: [],
      accepts: [],
      successions: [],
      succeeds: [],
    });
    const trader = standing(HOLDER, 'trader');
    const facts: Facts = {
      reference,
      time: this.now,
      id,
      principal: by,
      actor: by === OFFICER ? standing(OFFICER, 'aeo-officer') : { ...trader, handle: by },
      agent: undefined,
      parties: new Map([[HOLDER, trader]]),
      cited: () => TYPES as never,
    };
    const act: Act = {
      version: 1,
      type,
      actor: by,
      records: [reference],
      args: check(move.args, args),
      notAfter: this.now,
    };
    this.record = move.apply(this.record, act as never, facts);
    this.#acts++;
    return id;
  }

  granted(terms: object = {}): this {
    const day = dateAt(this.now, this.timeZone);
    this.does('aeo.grant', {
      holder: HOLDER,
      grantedOn: day,
      type: 'OEA',
      validFrom: day,
      reviewOn: '2031-01-01',
      ...terms,
    });
    return this;
  }

  passes(milliseconds: number): this {
    this.now = later(this.now, milliseconds);
    return this;
  }

  check(at = this.now, knownAt?: Instant): AeoCheck {
    return checkAeo(this.record, at, knownAt);
  }
}
