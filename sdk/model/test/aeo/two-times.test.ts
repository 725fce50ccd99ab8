import { expect } from 'chai';
import { DAY, HOUR, effectOf, later, newHandle, touches } from '@fairway/model';
import { refusalOf } from '../refusals.ts';
import { HOLDER, PaperCertificate } from './paper-certificate.ts';

const GRANTED = '2026-03-01T12:00:00.000Z';
const day = (days: number) => later(GRANTED, days * DAY);

describe('A certificate has two times', () => {
  let paper: PaperCertificate;
  beforeEach(() => (paper = new PaperCertificate(GRANTED).granted().passes(10 * DAY)));
  const code = async (type: string, args: object, by?: string) =>
    (await refusalOf(() => paper.does(type, args, by))).code;
  const status = (at?: string, knownAt?: string) => paper.check(at, knownAt).status;

  it('is good from the day of the decision on, and not known before it was recorded', () => {
    expect(paper.check('2026-03-01T03:00:00.000Z')).to.include({ valid: true, since: '2026-03-01T03:00:00.000Z' });
    expect(status('2026-03-01T02:59:59.999Z')).to.equal('not-yet-valid');
    expect(paper.check(GRANTED, later(GRANTED, -1))).to.include({
      status: 'unknown',
      because: 'no such certificate was recorded by 2026-03-01T11:59:59.999Z',
    });
  });

  describe('annulled', () => {
    it('was good at no moment, while what was known before stays answerable', () => {
      paper.does('aeo.annul', { reason: 'granted-in-error' });
      for (const at of ['2026-03-01T03:00:00.000Z', day(5), day(10), day(4000)])
        expect(status(at)).to.equal('annulled');
      expect(paper.check(day(5), later(day(10), -1))).to.include({ valid: true, status: 'active' });
      expect(paper.check(day(5))).to.include({
        reason: 'granted-in-error',
        since: '2026-03-01T03:00:00.000Z',
        recordedAt: day(10),
      });
    });

    it('touches the uses made of it before, as a revocation does not', () => {
      const revocation = paper.does('aeo.revoke', { reason: 'insolvency' });
      const annulment = paper.passes(DAY).does('aeo.annul', { reason: 'information-withheld' });
      const moments = [day(-5), day(5), day(10), day(20)];
      expect(moments.map((at) => touches(paper.record!, revocation, at))).to.deep.equal([false, false, true, true]);
      expect(moments.map((at) => touches(paper.record!, annulment, at))).to.deep.equal([false, true, false, false]);
      expect(effectOf(paper.record!, annulment)).to.equal('2026-03-01T03:00:00.000Z');
    });

    it('is closed, but to an appeal', async () => {
      paper.does('aeo.annul', { reason: 'granted-in-error' });
      for (const type of ['aeo.suspend', 'aeo.revoke', 'aeo.annul'])
        expect(await code(type, { reason: 'insolvency' })).to.equal('RECORD_CLOSED');
      expect(await code('aeo.withdraw', {}, HOLDER)).to.equal('RECORD_CLOSED');
    });
  });

  describe('given up by its holder', () => {
    it('ends from then, or a later moment, and keeps its past', async () => {
      paper.does('aeo.withdraw', { from: day(20) }, HOLDER);
      expect([status(day(19)), status(day(20)), status(day(20), day(9))]).to.deep.equal([
        'active',
        'withdrawn',
        'active',
      ]);
      expect(await code('aeo.withdraw', { from: day(1) }, HOLDER)).to.equal('FROM_IN_THE_PAST');
      paper.passes(15 * DAY);
      expect(await code('aeo.suspend', { reason: 'insolvency' })).to.equal('RECORD_CLOSED');
    });

    it('is given up by nobody else', async () => {
      expect(await code('aeo.withdraw', {})).to.equal('NOT_THE_HOLDER');
      expect(await code('aeo.withdraw', {}, newHandle('AR'))).to.equal('NOT_THE_HOLDER');
    });

    it('may be given up while suspended, and annulled afterwards', () => {
      paper.does('aeo.suspend', { reason: 'insolvency' });
      paper.passes(DAY).does('aeo.withdraw', {}, HOLDER);
      expect(status()).to.equal('withdrawn');
      paper.passes(DAY).does('aeo.annul', { reason: 'information-withheld' });
      expect(status(day(5))).to.equal('annulled');
    });
  });

  describe('under appeal', () => {
    const reference = 'CAF 1234/2026';
    let suspension: string;
    beforeEach(() => (suspension = paper.does('aeo.suspend', { reason: 'under-investigation' })));

    it('stays suspended where the appeal has no effect, and says so', () => {
      paper.passes(DAY).does('aeo.appeal', { reference, of: suspension, suspensive: false });
      expect(paper.check()).to.deep.include({
        status: 'suspended',
        because: `suspended since ${day(10)}; its suspension is under appeal (${reference}), which does not suspend its effect`,
        appeals: [{ reference, against: 'suspended', suspensive: false, since: day(11) }],
      });
      expect(paper.check(day(11), later(day(11), -1))).not.to.have.property('appeals');
    });

    it('is good while an appeal with effect is pending, and suspended again once it is dismissed', () => {
      paper.passes(DAY).does('aeo.appeal', { reference, of: suspension, suspensive: true });
      expect(paper.check().because).to.match(/^in force on .*which suspends its effect$/);
      paper.passes(DAY).does('aeo.resolveAppeal', { reference, outcome: 'dismissed', from: day(13) });
      const course = [9, 10, 11, 12, 13].map((days) => status(day(days)));
      expect(course).to.deep.equal(['active', 'suspended', 'active', 'active', 'suspended']);
      expect(paper.check(day(14))).to.include({ since: day(13), reason: 'under-investigation' });
      expect(status(day(14), day(11))).to.equal('active');
    });

    it('was never suspended once the appeal is upheld, as far as that is known', () => {
      paper.passes(DAY).does('aeo.appeal', { reference, of: suspension, suspensive: false });
      const judgment = paper.passes(DAY).does('aeo.resolveAppeal', { reference, outcome: 'upheld' });
      expect([status(day(10)), status(day(12))]).to.deep.equal(['active', 'active']);
      expect([status(day(10), day(11)), status(day(12), day(11))]).to.deep.equal(['suspended', 'suspended']);
      expect(touches(paper.record!, judgment, day(10))).to.equal(true);
      expect(touches(paper.record!, judgment, day(9))).to.equal(false);
      expect(effectOf(paper.record!, judgment)).to.equal(day(10));
    });

    it('is in hand again when its revocation falls', () => {
      paper.does('aeo.reinstate');
      const revocation = paper.passes(DAY).does('aeo.revoke', { reason: 'insolvency' });
      paper.passes(DAY).does('aeo.appeal', { reference, of: revocation, suspensive: false });
      paper.passes(DAY).does('aeo.resolveAppeal', { reference, outcome: 'upheld' });
      expect(status()).to.equal('active');
      paper.does('aeo.renew', { reviewOn: '2032-01-01' });
      expect(paper.check().reviewOn).to.equal('2032-01-01');
    });

    it('was annulled as a whole, or not at all while an appeal with effect is pending', async () => {
      const annulment = paper.does('aeo.annul', { reason: 'granted-in-error' });
      paper.passes(DAY).does('aeo.appeal', { reference, of: annulment, suspensive: true });
      expect([status(day(5)), status(day(10)), status(day(11))]).to.deep.equal(['active', 'suspended', 'suspended']);
      expect(paper.check(day(5)).because).to.include(reference);
      expect(status(day(5), day(10))).to.equal('annulled');
      const later = { reference, outcome: 'dismissed', from: day(30) };
      expect(await code('aeo.resolveAppeal', later)).to.equal('FROM_NOT_ACCEPTED');
      paper.passes(DAY).does('aeo.resolveAppeal', { reference, outcome: 'dismissed' });
      expect([status(day(5)), status(day(11)), status(day(12))]).to.deep.equal(Array(3).fill('annulled'));
    });

    it('can be suspended for another ground meanwhile; lifting that does not lift what is stayed', () => {
      paper.passes(DAY).does('aeo.appeal', { reference, of: suspension, suspensive: true });
      paper.passes(DAY).does('aeo.suspend', { reason: 'insolvency' });
      expect(paper.check()).to.include({ status: 'suspended', reason: 'insolvency' });
      paper.passes(DAY).does('aeo.reinstate');
      expect(status()).to.equal('active');
      paper.passes(DAY).does('aeo.resolveAppeal', { reference, outcome: 'dismissed' });
      expect(paper.check()).to.include({ status: 'suspended', reason: 'under-investigation' });
    });

    it('keeps the end that a suspension had before it was stayed', () => {
      paper.does('aeo.reinstate', { from: day(15) });
      paper.passes(DAY).does('aeo.appeal', { reference, of: suspension, suspensive: true });
      paper.passes(6 * DAY).does('aeo.resolveAppeal', { reference, outcome: 'dismissed' });
      expect([10, 11, 16, 18].map((days) => status(day(days)))).to.deep.equal([
        'suspended',
        ...Array<string>(3).fill('active'),
      ]);
    });

    it('has effect from a moment after the decision that is not to come, as the court has it', async () => {
      paper.passes(2 * DAY);
      const from = later(day(10), HOUR);
      expect(await code('aeo.appeal', { reference, of: suspension, suspensive: true, from: day(9) })).to.equal(
        'FROM_OUT_OF_ORDER',
      );
      expect(await code('aeo.appeal', { reference, of: suspension, suspensive: true, from: day(13) })).to.equal(
        'FROM_OUT_OF_ORDER',
      );
      paper.does('aeo.appeal', { reference, of: suspension, suspensive: true, from });
      expect([status(day(10)), status(from)]).to.deep.equal(['suspended', 'active']);
      expect(status(from, day(11))).to.equal('suspended');
    });

    it('is recorded against a decision that stands, one appeal at a time', async () => {
      const against = (of: string, suspensive = true) => code('aeo.appeal', { reference, of, suspensive });
      const [grant] = paper.record!.status;
      expect(await against(grant!.act)).to.equal('DECISION_UNKNOWN');
      expect(await code('aeo.resolveAppeal', { reference, outcome: 'upheld' })).to.equal('APPEAL_UNKNOWN');
      paper.does('aeo.reinstate');
      expect(await against(suspension)).to.equal('DECISION_OVER');
      paper.does('aeo.appeal', { reference, of: suspension, suspensive: false });
      expect(await against(suspension, false)).to.equal('APPEAL_PENDING');
      paper.does('aeo.resolveAppeal', { reference, outcome: 'upheld' });
      expect(await against(suspension, false)).to.equal('DECISION_OVER');
    });

    it('goes to a second instance, which may let fall what the first let stand', () => {
      paper.does('aeo.appeal', { reference, of: suspension, suspensive: true });
      paper.passes(DAY).does('aeo.resolveAppeal', { reference, outcome: 'dismissed' });
      paper.passes(DAY).does('aeo.appeal', { reference: 'CSJ 7', of: suspension, suspensive: false });
      expect(status()).to.equal('suspended');
      paper.passes(DAY).does('aeo.resolveAppeal', { reference: 'CSJ 7', outcome: 'upheld' });
      expect(status(day(11))).to.equal('active');
    });
  });

  describe('in its terms', () => {
    it('changes them from an announced moment on, and not what was known before', () => {
      paper.does('aeo.amend', {
        type: 'OEC',
        validFrom: '2026-03-01',
        reviewOn: '2030-01-01',
        reason: 'x',
        from: day(20),
      });
      expect([paper.check(day(19)).type, paper.check(day(20)).type]).to.deep.equal(['OEA', 'OEC']);
      expect(paper.check(day(20), later(day(10), -1)).type).to.equal('OEA');
    });

    it('is renewed upon terms that hold, not under others that are announced', async () => {
      paper.does('aeo.amend', {
        type: 'OEC',
        validFrom: '2026-03-01',
        validTo: '2027-01-01',
        reason: 'x',
        from: day(20),
      });
      expect(await code('aeo.renew', { validTo: '2030-01-01' })).to.equal('TERMS_ANNOUNCED');
      paper.does('aeo.renew', { validTo: '2030-01-01', from: day(30) });
      expect([paper.check(day(29)).validTo, paper.check(day(30)).validTo]).to.deep.equal(['2027-01-01', '2030-01-01']);
    });

    it('is good to the end of its last day in the place where it was issued', () => {
      const asuncion = new PaperCertificate('2024-09-01T12:00:00.000Z', 'America/Asuncion').granted({
        validTo: '2024-10-05',
      });
      // The clocks went from 00:00 to 01:00 on the 6th: 04:00 in UTC is the end of the 5th.
      expect(asuncion.check('2024-10-06T03:59:59.999Z').status).to.equal('active');
      expect(asuncion.check('2024-10-06T04:00:00.000Z').status).to.equal('expired');
      const santiago = new PaperCertificate('2024-03-01T12:00:00.000Z', 'America/Santiago').granted({
        validTo: '2024-04-06',
      });
      // The clocks went back from 24:00 to 23:00, so the 6th lasted 25 hours.
      expect(santiago.check('2024-04-07T03:59:59.999Z').status).to.equal('active');
      expect(santiago.check('2024-04-07T04:00:00.000Z').status).to.equal('expired');
    });
  });
});
