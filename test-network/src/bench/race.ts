import { HOUR, Refusal, controlOf, instantOf, later, placeOf, type Act, type Title } from '@fairway/model';
import { Participants, Titles, type TitleName } from '@fairway/sdk';
import { BILL_TERMS, registerCarrier, registerTrader, type Actor, type Stage } from '../cast.js';
import { inParallel } from './timing.js';

/** How races for a title ended. */
export interface RaceFigures {
  rounds: number;
  clients: number;
  /** Rounds in which exactly one transfer was done, and the bill is where that one says. */
  decided: number;
  /** Why the others were refused, by code. */
  refused: Record<string, number>;
  elapsed: number;
}

export interface RaceOptions {
  /** The member that issues, by whose registrar all parties are registered. */
  issuer: string;
  registrar: Actor;
  /** Through whose gateways the clients come. */
  members: readonly string[];
  clients: number;
  rounds: number;
  /** The number of the first party; numbers are not used twice on a ledger. */
  firstParty: number;
  carrier?: Actor & { code: string };
  now?: () => Date;
  say?: (detail: string) => void;
}

/**
 * In each round as many clients as told move one title at once, each to another party that has accepted ahead, by acts
 * that were all signed on the same head: one is done, and the rest are refused. A ledger's failure is thrown.
 */
export async function raceForTitle(stage: Stage, options: RaceOptions): Promise<RaceFigures> {
  const { issuer, registrar, members, clients, rounds, firstParty, now = () => new Date(), say = () => {} } = options;
  const carrier = options.carrier ?? (await registerCarrier(stage, registrar));
  const parties: (Actor & { acceptedBy: string })[] = [];
  await inParallel(
    Array.from({ length: clients }, (_, index) => firstParty + index),
    10,
    async (number) => {
      const party = await registerTrader(stage, registrar, number);
      const own = new Participants(stage(issuer, party));
      const { act } = await own.setAcceptance(party.handle, { accepts: [{ what: ['both'] }] });
      say(`registers parties, ${parties.push({ ...party, acceptedBy: act })} of ${clients}`);
    },
  );
  const bill: TitleName = { member: issuer, id: `SCAC:${carrier.code}/RACE${firstParty}/1` };
  const first = parties[0]!;
  const named = { issuer: carrier.handle, shipper: first.handle };
  await new Titles(stage(issuer, carrier)).issue(bill, { ...named, ...BILL_TERMS });
  const address = { kind: 'title', ...bill };
  const began = performance.now();
  const figures: RaceFigures = { rounds, clients, decided: 0, refused: {}, elapsed: 0 };
  let holder: Actor = first;
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round} of ${rounds}`);
    const { head } = await stage(issuer).read<Title>(address);
    const reference = { ...address, sequence: head.sequence + 1, previous: head.act };
    const lapsesAt = later(instantOf(now()), HOUR);
    const attempts = await Promise.all(
      parties.map(async (to, index) => {
        const act: Act = {
          ...{ version: 1, type: 'title.offer', actor: holder.handle, records: [reference], notAfter: lapsesAt },
          args: { to: to.handle, what: 'both', endorsement: 'to-order', lapsesAt, acceptedBy: to.acceptedBy },
        };
        const session = stage(members[index % members.length]!, holder);
        return { to, act, session, signed: await holder.sign(act) };
      }),
    );
    const winners: Actor[] = [];
    await Promise.all(
      attempts.map(async ({ to, act, session, signed }) => {
        try {
          await session.send(act, signed);
          winners.push(to);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          figures.refused[error.code] = (figures.refused[error.code] ?? 0) + 1;
        }
      }),
    );
    const { record, head: after } = await stage(issuer).read<Title>(address);
    const { beneficiary, holder: holds } = controlOf(record);
    const [winner] = winners;
    if (
      winners.length === 1 &&
      beneficiary === winner!.handle &&
      holds === beneficiary &&
      after.sequence === reference.sequence
    )
      figures.decided++;
    const next = parties.find(({ handle }) => handle === holds);
    if (!next) throw new Error(`${placeOf(address)} is held by ${holds}, who took no part`);
    holder = next;
  }
  return { ...figures, elapsed: performance.now() - began };
}
