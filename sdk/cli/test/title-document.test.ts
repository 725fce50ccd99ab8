import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CommandLine } from './command-line.ts';

describe('A transport document at the command line', function () {
  this.timeout(60_000);
  const fairway = new CommandLine();
  after(() => fairway.remove());
  const sample = (name: string) => readFileSync(new URL(`../samples/${name}`, import.meta.url), 'utf8');

  it('is said in the other form, and comes back whole with what was not said', async () => {
    const bill = fairway.write('bl.json', sample('transport-document.json'));
    const { document, unsaid } = await fairway.done('title', 'convert', bill);
    expect(document).to.have.nested.property('exchanged_document.id', 'ABC123');
    const efbl = fairway.write('efbl.json', document as object);
    const beside = ['--beside', fairway.write('beside.json', { unsaid })];
    const back = await fairway.done('title', 'convert', efbl, ...beside);
    expect(back['document']).to.deep.equal(JSON.parse(sample('transport-document.json')));
  });

  it('is printed by itself, and what it does not say is named beside', async () => {
    const bill = fairway.write('bl.json', sample('transport-document.json'));
    const { code, json, err } = await fairway.run(['title', 'convert', bill]);
    expect(code).to.equal(0);
    expect(json).to.have.all.keys('exchanged_document', 'supply_chain_consignment');
    expect(err).to.include('/termsAndConditions');
  });

  it('is refused with the place of what the other form lacks, or of what is no list of places', async () => {
    const efbl = fairway.write('efbl.json', sample('efbl.json'));
    const beside = fairway.write(
      'beside.yaml',
      'unsaid: [{ path: /termsAndConditions, value: As agreed }, { at: /x }]',
    );
    for (const [options, code] of [
      [[], 'MISSING_FIELD'],
      [['--beside', beside], 'MISSING_FIELD'],
    ] as const) {
      const ran = await fairway.run(['title', 'convert', efbl, ...options, '--json']);
      expect([ran.code, ran.json['code']]).to.deep.equal([1, code]);
      expect(ran.json['path']).to.equal(options.length > 0 ? '/1/path' : '/transportDocumentStatus');
    }
  });
});
