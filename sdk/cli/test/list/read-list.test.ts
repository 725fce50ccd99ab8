import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { guarded } from '#src/list/formula.js';
import { generate } from '#src/list/generate.js';
import { readList } from '#src/list/read-list.js';
import { toCsv } from '#src/list/write-list.js';

const HEADER = 'number,tin,name,type,granted_on,valid_from,valid_to,status,reason';
const ROW = 'AR-1,AR30500000001,Operador,OEA,2026-01-01,2026-01-01,2030-12-31,active,';
const folder = mkdtempSync(join(tmpdir(), 'fairway-list-'));
let files = 0;

const read = (content: string | Buffer) => {
  const file = join(folder, `${String(++files)}.csv`);
  writeFileSync(file, content);
  return readList(file);
};
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  (
    await work.then(
      () => ({ code: 'none' }),
      (error: unknown) => error as { code: string },
    )
  ).code;

describe('A list of certificates', () => {
  it('is read with commas or semicolons, with or without a byte order mark, under either name of a column', async () => {
    for (const text of [
      `${HEADER}\n${ROW}\n`,
      `\ufeff${HEADER}\r\n${ROW}\r\n`,
      `${HEADER}\n${ROW}`.replaceAll(',', ';'),
      `${HEADER}\n${ROW}`.replace('tin', 'Party.ID').replace('name', 'Party.Name'),
    ]) {
      const { rows, bad } = await read(text);
      expect(bad).to.deep.equal([]);
      expect(rows[0]).to.deep.include({ line: 2 });
      expect(rows[0]!.row).to.deep.include({
        number: 'AR-1',
        identifier: { scheme: 'TIN', value: 'AR30500000001' },
        validTo: '2030-12-31',
      });
    }
  });

  it('takes a comma in a list with semicolons, and a semicolon in one with commas, as part of the cell', async () => {
    const name = async (text: string) => (await read(text)).rows.map(({ row }) => row.name);
    const apart = `${HEADER}\n${ROW}`.replaceAll(',', ';').replace('Operador', 'Operador, S.A.');
    expect(await name(apart)).to.deep.equal(['Operador, S.A.']);
    expect(await name(`${HEADER}\n${ROW.replace('Operador', 'Operador; Hijos')}`)).to.deep.equal(['Operador; Hijos']);
  });

  it('tells a row by the line in which it begins, whatever breaks lines within cells', async () => {
    for (const end of ['\n', '\r\n']) {
      const broken = ROW.replace('Operador', `"a${end}b${end}c"`);
      const { bad } = await read([HEADER, ROW, broken, '', ROW.replace('active', 'dormant'), broken].join(end));
      expect(bad.map(({ line }) => line)).to.deep.equal([3, 7, 8]);
    }
  });

  it('tells a bad row with its line, column and reason, and takes the others', async () => {
    const lines = [
      HEADER,
      ROW,
      ROW.replace('2030-12-31', '2030-02-30').replace('AR-1', 'AR-2'),
      ROW.replace('AR30500000001', 'ar-305'),
      ROW.replace('active', 'dormant'),
      ROW.replace('active,', 'suspended,'),
      `${ROW},one too many`,
      ROW.replace('AR-1', 'AR-3'),
    ];
    const { rows, bad } = await read(lines.join('\n'));
    expect(rows.map(({ line }) => line)).to.deep.equal([2, 8]);
    expect(bad.map(({ line, column, code }) => [line, column, code])).to.deep.equal([
      [3, 'valid_to', 'NO_SUCH_DATE'],
      [4, 'tin', 'NOT_ALLOWED'],
      [5, 'status', 'NOT_ALLOWED'],
      [6, 'reason', 'REASON_DOES_NOT_FIT'],
      [7, undefined, 'COLUMN_COUNT'],
    ]);
  });

  it('is refused where its columns are unknown, given twice, missing, or there are none', async () => {
    expect(await codeOf(read(''))).to.equal('LIST_COLUMNS');
    for (const header of [`${HEADER},colour`, `${HEADER},tin`, HEADER.replace('type,', ''), '']) {
      expect(await codeOf(read(`${header}\n${ROW}`))).to.equal('LIST_COLUMNS');
    }
    expect(await codeOf(readList(join(folder, 'nowhere.csv')))).to.equal('FILE_UNREADABLE');
  });

  it('is refused where it is not UTF-8 throughout, with the line', async () => {
    const mixed = Buffer.concat([Buffer.from(`${HEADER}\n${ROW}\n`), Buffer.from('AR-2,Señor\n', 'latin1')]);
    const failed = await read(mixed).catch((error: unknown) => error as { code: string; sentence: string });
    expect(failed).to.include({ code: 'LIST_ENCODING' }).and.have.property('sentence').that.includes('line 3');
    expect(await codeOf(read(Buffer.from(`${HEADER}\n`, 'utf16le')))).to.not.equal('none');
  });

  it('says the line that is not UTF-8 also where a chunk of the file ends within a character', async () => {
    // A character of 2 to 4 bytes about the end of the first 64 KiB, which is read as a chunk.
    for (const letter of ['é', '€', '😀']) {
      for (let before = 1; before <= 4; before++) {
        const text = `${`${HEADER}\n`.padEnd(65_536 - before, 'x')}${letter}\n${`${ROW}\n`.repeat(50)}`;
        const wrong = Buffer.concat([Buffer.from(text), Buffer.from('Señor\n', 'latin1')]);
        const failed = await read(wrong).catch((error: unknown) => error as { sentence: string });
        expect(failed).to.have.property('sentence').that.includes('line 53 ');
      }
    }
  });

  it('leaves out a row with a cell of 10 MB, and takes the others', async () => {
    const { rows, bad } = await read([HEADER, ROW.replace('Operador', 'x'.repeat(10_000_000)), ROW].join('\n'));
    expect(bad).to.have.length(1);
    expect(bad[0]).to.include({ line: 2, column: 'name', code: 'TOO_LONG' });
    expect(rows).to.have.length(1);
  });

  it('with a quote that is never closed is refused, and takes no more memory than a row may', async () => {
    const endless = `${HEADER}\nAR-1,"${`${ROW}\n`.repeat(500_000)}`;
    expect(await codeOf(read(endless))).to.equal('LIST_UNREADABLE');
  }).timeout(60_000);

  it('of 100,000 rows is read whole', async () => {
    const { rows, bad } = await read(toCsv(generate('AR', 'OEA', 100_000, 7)));
    expect([rows.length, bad.length]).to.deep.equal([100_000, 0]);
  }).timeout(60_000);

  it('comes back as it was written, also where a cell looks like a formula', async () => {
    const [row] = generate('AR', 'OEA', 1, 1);
    const tricks = ['=SUM(A1:A9)', '+1', '-1', '@cmd', '=cmd|"/C calc"!A0', 'a "quoted"; name, in parts'];
    const written = toCsv(tricks.map((name) => ({ ...row!, name })));
    for (const cell of written.split('\n')) expect(cell).to.not.match(/,[=+@]/);
    const { rows } = await read(written);
    expect(rows.map((one) => one.row.name)).to.deep.equal(tricks);
  });

  it('comes back as it was written, whatever a name is made of', async () => {
    const [row] = generate('AR', 'OEA', 1, 1);
    const letter = fc.constantFrom(
      "'",
      '=',
      '+',
      '-',
      '@',
      '\uff1d',
      '\uff0b',
      '\uff0d',
      '\uff20',
      ';',
      ',',
      '"',
      'a',
      'ñ',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: letter, minLength: 1, maxLength: 6 }), { maxLength: 20 }),
        async (names) => {
          const written = toCsv(names.map((name) => ({ ...row!, name })));
          const { rows, bad } = await read(written);
          expect(bad).to.deep.equal([]);
          expect(rows.map((one) => one.row.name)).to.deep.equal(names);
          expect(names.map(guarded).filter((cell) => /^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell))).to.deep.equal([]);
        },
      ),
    );
  });

  it('ships as a sample of 1,000, as the generator writes it', () => {
    const sample = readFileSync(new URL('../../samples/aeo-list.csv', import.meta.url), 'utf8');
    expect(sample).to.equal(toCsv(generate('AR', 'OEA', 1000, 1)));
  });

  it('is the same for the same seed, and comes back whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.integer({ min: 1, max: 40 }), async (seed, size) => {
        const rows = generate('UY', 'OEC', size, seed);
        expect(generate('UY', 'OEC', size, seed)).to.deep.equal(rows);
        expect((await read(toCsv(rows))).rows.map(({ row }) => row)).to.deep.equal(rows);
      }),
      { numRuns: 20 },
    );
  });
});
