import { styleText } from 'node:util';
import { DAY, Refusal, digestOf, instantOf, later } from '@fairway/model';
import { Titles, type TitleEvent } from '@fairway/sdk';
import { registerBank, registerCarrier, registerTrader, type Actor, type Stage } from '@fairway/test-network';
import Table from 'cli-table3';

/** A cargo sold through a letter of credit: what was done, who controlled it then, and the sale that was refused. */
export interface CargoResult {
  title: string;
  /** Each act by the roles of who did it and who controlled the bill after it. */
  history: (Pick<TitleEvent, 'type' | 'state'> & { by: string; beneficiary: string; holder: string })[];
  soldAgain: string;
  /** What whoever has only the number learns. */
  live: { before: boolean; after: boolean };
}

/** The parties: the carrier, the exporter and its bank are AR's, the importer and the issuing bank are UY's. */
export async function sellCargo(stage: Stage, registrars: Record<'AR' | 'UY', Actor>): Promise<CargoResult> {
  const parties = {
    carrier: await registerCarrier(stage, registrars.AR),
    exporter: await registerTrader(stage, registrars.AR, 101),
    "exporter's bank": await registerBank(stage, registrars.AR, 1),
    'issuing bank': await registerBank(stage, registrars.UY, 1),
    importer: await registerTrader(stage, registrars.UY, 101),
  };
  type Role = keyof typeof parties;
  const roleOf = (handle: string) => Object.entries(parties).find(([, party]) => party.handle === handle)![0];
  const as = (role: Role) => new Titles(stage('AR', parties[role]));
  const { carrier, exporter, importer } = parties;
  const bill = { member: 'AR', id: `SCAC:${carrier.code}/CARNE0001/1` };
  const soon = () => later(instantOf(Date.now()), DAY);
  const whole = { what: 'both' as const, endorsement: 'to-order' as const };

  await as('carrier').issue(bill, {
    issuer: carrier.handle,
    shipper: exporter.handle,
    form: 'order',
    document: digestOf('transport document'),
    quantities: [{ unit: 'KGM', thousandths: 24_000_000 }],
    issuedOn: '2026-03-01',
    onBoardOn: '2026-03-01',
    placeOfIssue: 'ARBUE',
    law: 'PY',
    rulebook: 'Rulebook of the network',
    answerWithin: { days: 3, count: 'working' },
  });
  const presented = {
    under: 'credit' as const,
    reference: 'LC-2026-17',
    documents: digestOf('the envelope'),
    withTitle: true,
  };
  const present = (by: Role, to: Role) =>
    as(by).present(bill, { to: parties[to].handle, ...presented, lapsesAt: soon() });
  await present('exporter', "exporter's bank");
  await as("exporter's bank").accept(bill);
  await as("exporter's bank").noticeComplete(bill);
  await as("exporter's bank").takeUp(bill);
  const soldAgain = await refusalOf(() =>
    as('exporter').offer(bill, { to: importer.handle, ...whole, lapsesAt: soon() }),
  );
  await present("exporter's bank", 'issuing bank');
  await as('issuing bank').accept(bill);
  await as('issuing bank').noticeComplete(bill);
  await as('issuing bank').refuse(bill, { discrepancies: ['Insurance is missing'], disposition: 'holds-for-waiver' });
  await as('issuing bank').waive(bill, { reference: 'the importer agrees' });
  await as('issuing bank').takeUp(bill);
  await as('issuing bank').offer(bill, { to: importer.handle, ...whole, lapsesAt: soon() });
  await as('importer').accept(bill);
  const stranger = new Titles(stage('AR'));
  const before = (await stranger.live(carrier.handle, 'CARNE0001')) !== undefined;
  await as('importer').surrender(bill, { for: 'delivery' });
  await as('carrier').acceptSurrender(bill);
  const events = await stranger.history(bill);
  return {
    title: `${bill.member}/${bill.id}`,
    history: events.map(({ type, state, by, beneficiary, holder }) => ({
      ...{ type: type.replace('title.', ''), state },
      ...{ by: roleOf(by), beneficiary: roleOf(beneficiary), holder: roleOf(holder) },
    })),
    soldAgain,
    live: { before, after: (await stranger.live(carrier.handle, 'CARNE0001')) !== undefined },
  };
}

async function refusalOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  throw new Error('the same cargo was sold twice');
}

/** What became of the cargo, as a table of who controlled it. */
export function showCargo({ title, history, soldAgain, live }: CargoResult): void {
  console.log(styleText('bold', `\nA cargo is sold under a letter of credit: bill of lading ${title}`));
  const table = new Table({
    head: ['who', 'does', 'whose the goods are', 'who has the document'].map((one) => styleText('bold', one)),
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  let before: CargoResult['history'][number] | undefined;
  for (const event of history) {
    const ended = event.state !== 'in-force' && event.state !== 'surrendered';
    const shown = (part: 'beneficiary' | 'holder') =>
      ended
        ? styleText('dim', event.state)
        : before?.[part] === event[part]
          ? styleText('dim', event[part])
          : styleText('green', event[part]);
    table.push([event.by, WORDS[event.type] ?? event.type, shown('beneficiary'), shown('holder')]);
    before = event;
  }
  console.log(table.toString());
  console.log(`  The exporter tries to sell it once more:  ${styleText('red', `✘ refused, ${soldAgain}`)}`);
  const learns = (isLive: boolean) => (isLive ? 'genuine, live' : 'genuine, no longer live');
  console.log(
    `  Who has only its number learns before delivery: ${learns(live.before)}; after it: ${learns(live.after)}`,
  );
}

const WORDS: Record<string, string> = {
  issue: 'issues the bill',
  present: 'presents it under the credit',
  accept: 'accepts',
  offer: 'offers it to the importer',
  noticeComplete: 'says that documents are complete',
  takeUp: 'takes up the documents',
  refuse: 'refuses: a discrepancy',
  waive: 'records the waiver',
  acceptSurrender: 'accepts the surrender: delivered',
  surrender: 'surrenders for delivery',
};
