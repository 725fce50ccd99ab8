import { expect } from 'chai';
import { Refusal, under } from '@fairway/model';

describe('A refusal', () => {
  for (const refusal of [
    new Refusal('ROLE_REQUIRED', 'only an officer may do this'),
    new Refusal('MISSING_FIELD', 'this field is needed: (really)', '/args/validTo'),
    new Refusal('NOT_ALLOWED', 'the whole', ''),
  ]) {
    it(`survives the way through an error's text: ${refusal.message}`, () => {
      expect(Refusal.parse(refusal.message)?.toJSON()).to.deep.equal(refusal.toJSON());
    });
  }

  it('says where it is from, whether it comes at once or later', async () => {
    const refuse = () => {
      throw new Refusal('MISSING_FIELD', 'this field is needed', '/validTo');
    };
    const thrown: unknown[] = [];
    try {
      under('/args', refuse);
    } catch (error) {
      thrown.push(error);
    }
    thrown.push(await under('/args', () => Promise.resolve().then(refuse)).catch((error: unknown) => error));
    expect(thrown.map((error) => (error as Refusal).path)).to.deep.equal(['/args/validTo', '/args/validTo']);
  });

  it('is not read into any other text', () => {
    expect(Refusal.parse('error in simulation: failed to execute transaction')).to.equal(undefined);
  });
});
