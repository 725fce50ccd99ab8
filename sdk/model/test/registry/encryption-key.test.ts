import { expect } from 'chai';
import {
  HOUR,
  Refusal,
  digestOf,
  encryptionKeyOf,
  instantOf,
  later,
  moveOf,
  standingAt,
  thumbprintOf,
  type Act,
  type EncryptionJwk,
  type Participant,
  type Standing,
} from '@fairway/model';
import { makeParty, type TestParty } from '../party.ts';

const START = instantOf(Date.UTC(2026, 2, 1));
const [registrar, firm, spare] = [makeParty('AR'), makeParty('AR'), makeParty('AR')];
const officer = {
  ...{ handle: registrar.handle, timeZone: 'UTC', state: 'active', roles: ['registrar'], today: '2026-03-01' },
  ...{ together: [], accepts: [], successions: [], succeeds: [] },
} satisfies Standing;
const dueDiligence = { reference: 'EX-1', on: '2026-02-01' };

/** Does a move by itself, as contracts and readers do once the signatures hold. */
function does(type: string, before: Participant | undefined, by: TestParty, args: object, time = START): Participant {
  const reference = { member: 'AR', kind: 'participant', id: firm.handle, sequence: 1 };
  const act = { type, actor: by.handle, records: [reference], args, private: digestOf('p') } as unknown as Act;
  const actor = by === registrar ? officer : before && standingAt(before.status, time);
  const facts = { reference, time, id: digestOf(`${type} ${time}`), principal: by.handle, actor, parties: new Map() };
  return moveOf('participant', type).apply(before, act as never, facts as never) as Participant;
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('The key by which a party is written to', () => {
  const set = 'participant.setEncryptionKey';
  const [first, second] = [makeParty('AR').jwk as EncryptionJwk, makeParty('AR').jwk as EncryptionJwk];
  let party: Participant;
  beforeEach(() => {
    const args = { roles: ['trader'], dueDiligence, claims: ['c'], keys: [{ jwk: firm.jwk }] };
    party = does('participant.register', undefined, registrar, args);
  });

  it('is said by the party itself, and the newest counts', () => {
    expect(encryptionKeyOf(party)).to.equal(undefined);
    party = does(set, does(set, party, firm, { jwk: first }), firm, { jwk: second }, later(START, HOUR));
    expect(encryptionKeyOf(party)).to.deep.equal(second);
    expect(encryptionKeyOf(party, START)).to.deep.equal(first);
    expect(codeOf(() => does(set, party, registrar, { jwk: first }))).to.equal('NOT_ONES_OWN');
  });

  it('signs nothing, and no key that signs becomes one', () => {
    expect(codeOf(() => does(set, party, firm, { jwk: firm.jwk }))).to.equal('KEY_SIGNS');
    party = does(set, party, firm, { jwk: first });
    expect(codeOf(() => does('participant.addKey', party, firm, { jwk: first }))).to.equal('KEY_ENCRYPTS');
    const replaces = [thumbprintOf(firm.jwk)];
    expect(codeOf(() => does('participant.rekey', party, registrar, { jwk: first, replaces, dueDiligence }))).to.equal(
      'KEY_ENCRYPTS',
    );
  });

  describe('while another key waits to replace those that sign, which may be stolen', () => {
    const rekeyed = (): Participant => {
      const replaces = [thumbprintOf(firm.jwk)];
      const before = does(set, party, firm, { jwk: first });
      return does(
        'participant.rekey',
        before,
        registrar,
        { jwk: spare.jwk, replaces, dueDiligence },
        later(START, HOUR),
      );
    };

    it('is not changed, and what was said before counts no more', () => {
      party = rekeyed();
      expect(codeOf(() => does(set, party, firm, { jwk: second }, later(START, 2 * HOUR)))).to.equal('REKEY_PENDING');
      expect(encryptionKeyOf(party, START)).to.deep.equal(first);
      expect(encryptionKeyOf(party, later(START, 2 * HOUR))).to.equal(undefined);
      expect(encryptionKeyOf(party, later(START, 99 * HOUR))).to.equal(undefined);
    });

    it('waits to be said again by the new key, be it the same', () => {
      const after = (jwk: EncryptionJwk) => does(set, rekeyed(), firm, { jwk }, later(START, 74 * HOUR));
      expect(encryptionKeyOf(after(second))).to.deep.equal(second);
      expect(encryptionKeyOf(after(first))).to.deep.equal(first);
    });

    it('is again what it was once the party has objected', () => {
      const thumbprint = thumbprintOf(spare.jwk);
      party = does('participant.object', rekeyed(), firm, { thumbprint, reason: 'x' }, later(START, 2 * HOUR));
      expect(encryptionKeyOf(party)).to.deep.equal(first);
    });
  });
});
