import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { Refusal, later } from '@fairway/model';
import type { StatementKey } from '@fairway/model/document';
import type { Statement } from '@fairway/model/statement';
import type { StatementKeys, Trust } from '#src/index.js';
import { verifyOffline, type StatementVerification } from '#src/statement.js';

interface Vector {
  text: string;
  statement: Statement;
  key: StatementKey;
}
const vectors = new URL('../../model/test/vectors/statements.json', import.meta.url);
const all = JSON.parse(readFileSync(vectors, 'utf8')) as Vector[];
const certificate = all.find(({ statement }) => statement.about.kind === 'aeo' && statement.inForce)!;
const { text, statement, key } = certificate;

const DAYS = 86_400_000;
const then = Date.parse(statement.asOf);
const trust: Trust = {
  ...{ network: statement.about.network, channel: 'customs', digest: '', founded: {} },
  members: new Map(
    all.map(({ statement: { about } }) => [
      about.member,
      { member: about.member, name: 'Aduana', timeZone: 'America/Montevideo', roots: [], retired: new Map() },
    ]),
  ),
};
const known = (keys: StatementKey[]): StatementKeys => ({
  ...{ takenAt: statement.asOf, keys, refused: {} },
  names: Object.fromEntries(keys.map(({ handle }) => [handle, 'Oficina OEA'])),
});
const judged = (given = text, at = then, keys = [key]): Promise<StatementVerification> =>
  verifyOffline(given, { trust, known: known(keys), now: new Date(at) });
const codesOf = ({ fragments }: StatementVerification) => fragments.map(({ code }) => code);
const refused = (given: string, keys?: StatementKey[]) =>
  judged(given, then, keys).then(
    () => 'none',
    (error: unknown) => (error instanceof Refusal ? error.code : Promise.reject(error as Error)),
  );

describe('A statement that is judged without a network', () => {
  it('tells who stated it and how the record stood then, and that nothing later is known', async () => {
    const found = await judged();
    expect(found.verdict).to.equal('valid');
    expect(codesOf(found)).to.include.members(['ISSUED_BY_PARTY', 'STATED_IN_FORCE', 'STATED_THEN', 'CHAIN_NOT_ASKED']);
    expect(found.fragments.find(({ code }) => code === 'STATED_THEN')!.facts).to.deep.equal({
      ...{ at: statement.asOf, taken: statement.asOf },
    });
    expect(codesOf(found)).not.to.include.members(['ATTESTED', 'STATUS_ACTIVE']);
  });

  it('is not valid where the record was not in force then', async () => {
    for (const one of all.filter(({ statement: { inForce } }) => !inForce)) {
      const found = await judged(one.text, Date.parse(one.statement.asOf), [one.key]);
      expect([found.verdict, ...codesOf(found)]).to.include.members(['invalid', 'STATED_NOT_IN_FORCE']);
    }
  });

  it('is not valid once the last day that it tells is over', async () => {
    const end = Date.parse(statement.validTo!);
    expect((await judged(text, end + DAYS / 2)).verdict).to.equal('valid');
    const found = await judged(text, end + 2 * DAYS);
    expect([found.verdict, ...codesOf(found)]).to.include.members(['invalid', 'STATUS_EXPIRED']);
  });

  it('could not be checked where it is dated ahead of the clock', async () => {
    const found = await judged(text, then - DAYS);
    expect([found.verdict, ...codesOf(found)]).to.include.members(['could-not-check', 'STATED_AHEAD']);
  });

  it('is refused when it was changed, is of another network, or by a key that is not known, or was not then', async () => {
    expect(await refused(text.replace(/.{3}$/, '000'))).to.equal('SIGNATURE_INVALID');
    expect(await refused(text, [])).to.equal('KEY_UNKNOWN');
    expect(await refused(text, [{ ...key, to: later(statement.asOf, -DAYS) }])).to.equal('KEY_NOT_IN_FORCE');
    const elsewhere = { trust: { ...trust, network: 'elsewhere' }, known: known([key]) };
    const error: unknown = await verifyOffline(text, elsewhere).catch((one: unknown) => one);
    expect((error as Refusal).code).to.equal('STATEMENT_OF_ANOTHER_NETWORK');
  });
});
