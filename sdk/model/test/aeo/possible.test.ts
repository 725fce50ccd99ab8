import { AEO_OFFICER_ACTS, AeoDomain, possibleActs } from '@fairway/model';
import { expect } from 'chai';
import { PaperCertificate } from './paper-certificate.ts';

const BAR = { reason: 'insolvency' };

describe("What an issuer's officer could do to a certificate", () => {
  const granted = () => new PaperCertificate('2026-03-01T12:00:00.000Z').granted();
  const types = ({ record, now }: PaperCertificate) => [
    ...new Set(possibleActs(record!, now).map(({ type }) => type.slice('aeo.'.length))),
  ];

  it('is every move but the grant and what its holder does', () => {
    const moves = AeoDomain.moves.map(({ type }) => type);
    expect([...AEO_OFFICER_ACTS, 'aeo.grant', 'aeo.withdraw']).to.have.members(moves);
  });

  it('is to change or bar one in force, and to lift a suspension of one that is suspended', () => {
    const certificate = granted();
    expect(types(certificate)).to.deep.equal(['amend', 'renew', 'suspend', 'revoke', 'annul', 'document']);
    certificate.does('aeo.suspend', BAR);
    expect(types(certificate)).to.include('reinstate').and.not.include('suspend');
    certificate.does('aeo.reinstate');
    expect(types(certificate)).to.include('suspend').and.not.include('reinstate');
  });

  it('is to annul one that is revoked, and to record an appeal against that', () => {
    const certificate = granted();
    certificate.does('aeo.revoke', BAR);
    expect(types(certificate)).to.deep.equal(['annul', 'appeal']);
  });

  it('is to reinstate where a suspension is announced, from then on', () => {
    const certificate = granted();
    certificate.does('aeo.suspend', { ...BAR, from: '2026-06-01T12:00:00.000Z' });
    expect(types(certificate)).to.include.members(['suspend', 'reinstate']);
  });

  it('names each decision that may be appealed against, and each appeal that is pending', () => {
    const certificate = granted();
    const first = certificate.does('aeo.suspend', BAR);
    const second = certificate.does('aeo.revoke', BAR);
    certificate.does('aeo.appeal', { reference: 'TFN 1', of: first, suspensive: true });
    const args = possibleActs(certificate.record!, certificate.now)
      .filter(({ type }) => type === 'aeo.appeal' || type === 'aeo.resolveAppeal')
      .map((one) => one.args['of'] ?? one.args['reference']);
    expect(args).to.deep.equal([second, 'TFN 1']);
  });
});
