import { styleText } from 'node:util';
import {
  DAY,
  Refusal,
  controlOf,
  digestOf,
  instantOf,
  isLive,
  later,
  sponsorOf,
  stateOf,
  type Handle,
  type Receipt,
  type Title,
  type TitleState,
} from '@fairway/model';
import { Participants, Titles, type Session, type TitleName } from '@fairway/sdk';
import { registerBank, registerCarrier, registerTrader, type Actor, type Stage } from '@fairway/test-network';
import Table from 'cli-table3';
import { mark } from '../table.js';
import type { Cast } from './cast.js';
import { whyRefused } from './why-refused.js';

const ROLES = ['carrier', 'exporter', 'AR bank', 'UY bank', 'importer'] as const;
type Role = (typeof ROLES)[number];
type Parties = Readonly<Record<Role, Actor>>;

/** What a party has of a bill: the right to the goods, the document, something to answer. */
type Part = 'goods' | 'document' | 'offered' | 'surrendered';

/** A step of the sale: who does what, through its own member's service. */
type Step = [who: Role, what: string, ...acts: ((titles: Titles) => Promise<Receipt>)[]];

/** A cargo sold through a letter of credit, and the second sale that was refused. */
export interface CargoResult {
  title: string;
  /** After each step: what each party has, as its own member's peer tells it, and what a third member's peer tells. */
  steps: { who: Role; what: string; state: TitleState; has: Record<Role, Part[]>; stranger: Stranger }[];
  soldAgain: string;
}

/** What is learnt by a bill's number alone. */
interface Stranger {
  genuine: boolean;
  issuer?: string | undefined;
  live: boolean;
}

/** The carrier, the exporter and its bank are AR's; the importer and the bank that opens its credit are UY's. */
export async function sellCargo(stage: Stage, casts: readonly Cast[]): Promise<CargoResult> {
  const [ar, uy] = ['AR', 'UY'].map((member) => casts.find((one) => one.member === member)!) as [Cast, Cast];
  const carrier = await registerCarrier(stage, ar.registrar);
  const parties: Parties = {
    carrier,
    exporter: ar.operators[0]!,
    'AR bank': await registerBank(stage, ar.registrar, 1),
    'UY bank': await registerBank(stage, uy.registrar, 1),
    importer: uy.operators[0]!,
  };
  const secondBuyer = await registerTrader(stage, ar.registrar, 101);
  const bill = { member: 'AR', id: `SCAC:${carrier.code}/CARNE0001/1` };
  const lapsesAt = later(instantOf(Date.now()), DAY);
  const sold = { what: 'both' as const, endorsement: 'to-order' as const, lapsesAt };
  const presentTo = (bank: Role) => (titles: Titles) =>
    titles.present(bill, {
      ...{ to: parties[bank].handle, under: 'credit', reference: 'LC-2026-17', withTitle: true },
      lapsesAt,
    });
  const accept = (titles: Titles) => titles.accept(bill);
  const complete = (titles: Titles) => titles.noticeComplete(bill);
  const takeUp = (titles: Titles) => titles.takeUp(bill);

  const look = lookout(stage, bill, parties);
  const run = async (steps: readonly Step[]): Promise<CargoResult['steps']> => {
    const done: CargoResult['steps'] = [];
    for (const [who, what, ...acts] of steps) {
      const titles = new Titles(stage(sponsorOf(parties[who].handle), parties[who]));
      for (const act of acts) {
        const { transactionId } = await act(titles);
        await Promise.all(LOOKING.map((member) => stage(member).options.ledger.outcome(transactionId)));
      }
      done.push({ who, what, ...(await look()) });
    }
    return done;
  };

  const first = await run([
    [
      'carrier',
      'issues the bill',
      (titles) =>
        titles.issue(bill, {
          ...{ issuer: carrier.handle, shipper: parties.exporter.handle, form: 'order' },
          document: digestOf('the transport document'),
          quantities: [{ unit: 'KGM', thousandths: 24_000_000 }],
          ...{ issuedOn: '2026-03-01', onBoardOn: '2026-03-01', placeOfIssue: 'ARBUE' },
          ...{ law: 'PY', rulebook: 'Rulebook of the network' },
          answerWithin: { days: 3, count: 'working' },
        }),
    ],
    ['exporter', 'presents it under the credit', presentTo('AR bank')],
    ['AR bank', 'accepts: complete', accept, complete],
    ['AR bank', 'takes it up, and pays', takeUp],
  ]);
  const exporter = new Titles(stage('AR', parties.exporter));
  const soldAgain = await whyRefused(() => exporter.offer(bill, { ...sold, to: secondBuyer.handle }));
  const rest = await run([
    ['AR bank', 'presents it on', presentTo('UY bank')],
    ['UY bank', 'accepts: complete', accept, complete],
    [
      'UY bank',
      'refuses: no insurance',
      (titles) => titles.refuse(bill, { discrepancies: ['Insurance is missing'], disposition: 'holds-for-waiver' }),
    ],
    [
      'UY bank',
      'takes it up after a waiver',
      (titles) => titles.waive(bill, { reference: 'the importer agrees' }),
      takeUp,
    ],
    ['UY bank', 'offers it to the importer', (titles) => titles.offer(bill, { ...sold, to: parties.importer.handle })],
    ['importer', 'pays and accepts', accept],
    ['importer', 'surrenders it for delivery', (titles) => titles.surrender(bill, { for: 'delivery' })],
    ['carrier', 'accepts, and delivers', (titles) => titles.acceptSurrender(bill)],
  ]);
  return { title: `${bill.member}/${bill.id}`, steps: [...first, ...rest], soldAgain };
}

/** Whose peers are asked: the two whose parties trade, and one that has nothing to do with it. */
const LOOKING = ['AR', 'UY', 'PY'] as const;

/** Looks at a bill through the peers of all three, whose sessions remember what they have replayed. */
function lookout(stage: Stage, bill: TitleName, parties: Parties) {
  const [ar, uy, py] = LOOKING.map((member) => stage(member)) as [Session, Session, Session];
  return async () => {
    const seen = { AR: await new Titles(ar).get(bill), UY: await new Titles(uy).get(bill) };
    const partsFor = (role: Role) =>
      partsOf(seen[sponsorOf(parties[role].handle) as keyof typeof seen], parties[role].handle);
    const has = Object.fromEntries(ROLES.map((role) => [role, partsFor(role)])) as Record<Role, Part[]>;
    return { state: stateOf(seen.AR), has, stranger: await byNumber(py, bill) };
  };
}

/** What whoever has only a bill's number learns of it. */
async function byNumber(session: Session, bill: TitleName): Promise<Stranger> {
  try {
    const title = await new Titles(session).get(bill);
    const { public: identity } = await new Participants(session).get(title.issuer);
    return { genuine: true, issuer: identity?.name, live: isLive(title) };
  } catch (error) {
    if (error instanceof Refusal) return { genuine: false, live: false };
    throw error;
  }
}

/** What a party has of a bill. */
function partsOf(title: Title, handle: Handle): Part[] {
  const { beneficiary, holder } = controlOf(title);
  const live = isLive(title);
  return [
    ...(live && beneficiary === handle ? ['goods' as const] : []),
    ...(live && holder === handle ? ['document' as const] : []),
    ...(title.offer?.to === handle ? ['offered' as const] : []),
    ...(title.surrender !== undefined && title.issuer === handle ? ['surrendered' as const] : []),
  ];
}

const SIGNS: Record<Part, string> = { goods: '◆', document: '▤', offered: '?', surrendered: '?' };

/** Shows who had what after each step. */
export function showCargo({ title, steps, soldAgain }: CargoResult): void {
  const table = new Table({
    head: ['', ...ROLES, 'PY sees'].map((one) => styleText('bold', one)),
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  for (const { who, what, has, stranger } of steps) {
    const cells = ROLES.map((role) => {
      const signs = has[role].map((part) => SIGNS[part]).join(' ');
      return has[role].includes('goods') ? styleText('green', signs) : signs;
    });
    table.push([`${who} ${what}`, ...cells, mark(stranger.live, stranger.live ? 'live' : 'ended')]);
  }
  const { stranger } = steps.at(-1)!;
  const legend = "◆ whose the goods are  ▤ who has the document  ? who is asked; as each one's own member tells it";
  console.log(`\n${table.toString()}\n  ${styleText('dim', legend)}`);
  console.log(`  PY asks by the number alone, ${title}:  genuine, issued by ${stranger.issuer}, live or not`);
  console.log(`  The exporter, paid by its bank, sells it to another:  ${mark(false, `refused, ${soldAgain}`)}`);
}
