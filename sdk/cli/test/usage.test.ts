import { expect } from 'chai';
import { CommandLine } from './command-line.ts';

describe('Wrong usage', function () {
  this.timeout(60_000);
  const fairway = new CommandLine();
  after(() => fairway.remove());

  for (const [what, args, sentence] of [
    ['nothing at all', [], 'say what to do; fairway --help'],
    ['a group without a command', ['key'], 'say what to do; fairway key --help'],
    ['an unknown command', ['fly'], "unknown command 'fly'"],
    ['an unknown option', ['key', 'list', '--fast'], 'fairway key list --help'],
    ['a missing argument', ['aeo', 'get'], "missing required argument 'number'"],
    ['a ground that no programme has', ['aeo', 'suspend', 'X', '--as', 'me', '--reason', 'mood'], 'insolvency'],
    [
      'a day that does not exist',
      ['aeo', 'renew', 'X', '--as', 'me', '--valid-to', '2026-02-30'],
      'a date of the calendar',
    ],
    ['two places at once', ['aeo', 'get', 'X', '--home', 'a', '--embedded', 'b'], 'exclude each other'],
    ['no member to speak as', ['aeo', 'get', 'X'], '--member <id>'],
    ['a checkpoint that no change carried', ['changes', '--after', 'now', '--member', 'AR'], '12-3'],
    ['services of the embedded network', ['service', 'list'], 'this needs a real network'],
  ] as const) {
    it(`ends with 2 and one sentence: ${what}`, async () => {
      const { code, out, err } = await fairway.run(args);
      expect(code).to.equal(2);
      expect(out).to.equal('');
      const last = err.trim().split('\n').at(-1)!;
      expect(last).to.match(/^USAGE: /);
      expect(last).to.include(sentence);
    });
  }

  it('is said in JSON where that is asked for', async () => {
    const { code, json } = await fairway.run(['aeo', 'get', '--json']);
    expect(code).to.equal(2);
    expect(json['code']).to.equal('USAGE');
  });

  it('is not asking for help, which every command gives with examples', async () => {
    for (const args of [
      ['--help'],
      ['aeo', 'grant', '--help'],
      ['participant', 'register', '--help'],
      ['help', 'key'],
    ]) {
      const { code, out } = await fairway.run(args);
      expect(code).to.equal(0);
      expect(out).to.match(/Examples:|Commands:/);
    }
  });

  it('is not a thumbprint that begins with a hyphen', async () => {
    const [handle, thumbprint] = [`ar-${'0'.repeat(26)}`, `-${'A'.repeat(42)}`];
    const retire = ['participant', 'retire-key', handle, thumbprint, '--as', 'nobody', '--reason', 'Extraviada'];
    expect((await fairway.run([...retire, '--json'])).json['code']).to.equal('KEY_NOT_FOUND');
  });

  it('says what an option names and is not there', async () => {
    const refused = await fairway.run(['key', 'import', 'maria', 'none.pem', '--json']);
    expect([refused.code, refused.json['code']]).to.deep.equal([1, 'FILE_UNREADABLE']);
    const unknown = await fairway.run(['key', 'show', 'nobody', '--json']);
    expect([unknown.code, unknown.json['code']]).to.deep.equal([1, 'KEY_NOT_FOUND']);
  });
});
