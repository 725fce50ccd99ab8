import { expect } from 'chai';
import { parseObject } from '#src/given-file.js';

describe('A file that an option names', () => {
  it('is YAML or JSON, and dates in it stay text', () => {
    expect(parseObject('on: 2026-01-15', 'f')).to.deep.equal({ on: '2026-01-15' });
    expect(parseObject('{"on": "2026-01-15"}', 'f')).to.deep.equal({ on: '2026-01-15' });
  });

  for (const [what, text] of [
    ['a name that stands twice', 'a: 1\na: 2'],
    ['broken YAML', 'a: [1'],
    ['a list', '- 1'],
    ['nothing', ''],
  ] as const) {
    it(`is refused with its place: ${what}`, () => {
      expect(() => parseObject(text, 'found.yaml'))
        .to.throw(/found\.yaml/)
        .with.property('code', 'FILE_NOT_UNDERSTOOD');
    });
  }
});
