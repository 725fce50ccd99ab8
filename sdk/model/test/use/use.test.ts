import { expect } from 'chai';
import fc from 'fast-check';
import { digestOf, useId } from '@fairway/model';

describe('The name of a use', () => {
  const secret = digestOf('the secret of a member');
  const use = fc.record({
    issuer: fc.constantFrom('AR', 'UY'),
    benefit: fc.constantFrom('priority-treatment', 'deferred-payment'),
    number: fc.string({ minLength: 1, maxLength: 8 }),
    declaration: fc.string({ minLength: 1, maxLength: 8 }),
  });

  it('is the same for the same benefit, certificate and declaration, and another for anything else', () => {
    fc.assert(
      fc.property(use, use, (one, other) => {
        const same = (['issuer', 'benefit', 'number', 'declaration'] as const).every(
          (part) => one[part] === other[part],
        );
        expect(useId(secret, one, one) === useId(secret, other, other)).to.equal(same);
      }),
    );
  });

  it('cannot be worked out without the secret of the partner', () => {
    const known = { issuer: 'AR', benefit: 'priority-treatment', number: 'AR-1', declaration: 'DUA-1' };
    expect(useId(digestOf('another secret'), known, known)).to.not.equal(useId(secret, known, known));
  });
});
