import type { Act } from '../act.js';
import { calendarOf, deadline } from '../calendar/deadline.js';
import { sponsorOf } from '../identifiers.js';
import { move, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { demandActive, mayDischarge, mayUndertake } from '../registry/standing.js';
import { byHolder, controlOf, demandNoOffer, demandRecipient, movable, passTo, type Found } from './control.js';
import { demandDocuments } from './enclosure.js';
import { demandEndorsable, endorsedBy, made } from './offer.js';
import {
  NoArgs,
  PresentArgs,
  ReferenceArgs,
  RefuseArgs,
  ReleaseArgs,
  type Endorsement,
  type Presentation,
  type Title,
} from './record.js';

/** The days that each bank has to examine documents (UCP 600 art. 14 b). */
const EXAMINATION = { days: 5, count: 'banking' } as const;

/**
 * The bill and what goes with it are presented to a bank, under a credit or for collection; the bank has them once it
 * has accepted. It may present them on to the next one. Title lies with the presenter until they are taken up or released.
 */
export const present = move(
  'title.present',
  PresentArgs,
  (found: Found, { args }, facts): Title => {
    const title = movable(found, facts);
    demandNoOffer(title);
    byHolder(title, facts);
    demandDocuments(title, args.documents);
    const { to, lapsesAt, acceptedBy, ...presentation } = args;
    demand(
      !args.withTitle || facts.principal === controlOf(title).beneficiary,
      'NOT_THE_BENEFICIARY',
      'only whose the goods are presents a bill with its title',
      '/args/withTitle',
    );
    if (args.withTitle) demandEndorsable(title, args.drawee ?? to, endorsementFor(title));
    const open = title.presentations.at(-1);
    demand(
      open?.refusal === undefined || open.refusal.waived !== undefined,
      'DOCUMENTS_REFUSED',
      'documents that were refused are returned, or taken up after a waiver',
    );
    const bank = facts.parties.get(to);
    demand(bank !== undefined, 'RECIPIENT_UNKNOWN', 'a bank that a member sponsors is accepted', '/args/to');
    mayUndertake(bank, 'bank', '/args/to');
    if (args.drawee) demandRecipient(args.drawee, facts, '/args/drawee');
    const offered = { to, lapsesAt, what: 'holdership' as const, presentation, by: facts.principal, assented: true };
    return made(title, offered, facts, acceptedBy);
  },
  {
    needs: ({ args }) => [args.to, ...(args.drawee ? [args.drawee] : [])],
    mandatable: true,
    heritable: true,
  },
);

/** How title passes through a bank: on to whomever it concerns, as the bill allows. */
const endorsementFor = ({ form }: Title): Endorsement =>
  form === 'straight' ? 'named' : form === 'bearer' ? 'blank' : 'to-order';

/** The documents in the bank's hands, where the actor is that bank. */
function inHand(found: Found, facts: Facts): { title: Title; open: Presentation } {
  const title = movable(found, facts);
  const open = title.presentations.at(-1);
  demand(open !== undefined, 'NOTHING_PRESENTED', 'a bill that was presented to a bank is accepted', '/records/0/id');
  byHolder(title, facts);
  demandNoOffer(title);
  mayDischarge(facts.actor);
  return { title, open };
}

const changed = (title: Title, open: Presentation): Title => ({
  ...title,
  presentations: [...title.presentations.slice(0, -1), open],
});

/** The presentation is complete (eUCP: the notice of completeness), and the bank's days of examination begin. */
export const noticeComplete = move(
  'title.noticeComplete',
  NoArgs,
  (found: Found, _act: Act, facts): Title => {
    const { title, open } = inHand(found, facts);
    demandUnder(open, 'credit');
    demand(open.complete === undefined, 'NOTICE_GIVEN', 'this notice was given already');
    const { today } = facts.actor!;
    const examineBy = deadline(today, EXAMINATION, calendarOf(sponsorOf(facts.principal), today));
    return changed(title, { ...open, complete: { at: facts.time, examineBy } });
  },
  { mandatable: true },
);

function demandUnder({ under }: Presentation, wanted: Presentation['under']): void {
  demand(
    under === wanted,
    'PRESENTED_OTHERWISE',
    `documents presented under a ${wanted === 'credit' ? 'letter of credit' : 'collection'} are accepted`,
  );
}

/** The bank takes up the documents: it honours, and has the title that was presented with them. */
export const takeUp = move(
  'title.takeUp',
  NoArgs,
  (found: Found, _act: Act, facts): Title => {
    const { title, open } = inHand(found, facts);
    demandUnder(open, 'credit');
    demand(
      open.refusal === undefined || open.refusal.waived !== undefined,
      'DOCUMENTS_REFUSED',
      'documents that were refused are taken up after a waiver, or else returned',
    );
    const taken = { ...title, presentations: [] };
    if (!comesWithTitle(title)) return taken;
    demandActive(facts.actor);
    const passed = passTo(taken, { beneficiary: facts.principal }, facts);
    return { ...passed, ...endorsedBy(passed, endorsementFor(title)) };
  },
  { mandatable: true },
);

/** Whether whose the goods are has presented them with title, to this bank or to one before it. */
const comesWithTitle = (title: Title): boolean =>
  title.presentations.some(({ from, withTitle }) => withTitle && from === controlOf(title).beneficiary);

/** The one notice of refusal, within the term; after it the bank is precluded from claiming discrepancies (UCP 600 art. 16). */
export const refuse = move(
  'title.refuse',
  RefuseArgs,
  (found: Found, { args }, facts): Title => {
    const { title, open } = inHand(found, facts);
    demandUnder(open, 'credit');
    demand(open.refusal === undefined, 'NOTICE_GIVEN', 'one notice says everything; it was given already');
    demand(
      open.complete === undefined || facts.actor!.today <= open.complete.examineBy.lastDay,
      'PRECLUDED',
      `discrepancies were to be claimed by ${open.complete?.examineBy.lastDay}; now the documents are taken up`,
    );
    const refused = changed(title, { ...open, refusal: { ...args, at: facts.time, act: facts.id } });
    return args.disposition === 'returns' ? returned(refused, facts) : refused;
  },
  { mandatable: true },
);

/** The applicant waives the discrepancies, as the bank that holds the documents for it records. */
export const waive = move(
  'title.waive',
  ReferenceArgs,
  (found: Found, { args }, facts): Title => {
    const { title, open } = inHand(found, facts);
    const { refusal } = open;
    demand(
      refusal?.disposition === 'holds-for-waiver' && refusal.waived === undefined,
      'NOTHING_TO_WAIVE',
      'documents that were refused and are held for a waiver are accepted',
    );
    return changed(title, { ...open, refusal: { ...refusal, waived: args.reference } });
  },
  { mandatable: true },
);

/** The bank gives the documents back to who presented them: refused, not complete, or a collection that was not paid. */
export const giveBack = move(
  'title.return',
  NoArgs,
  (found: Found, _act: Act, facts): Title => {
    const { title, open } = inHand(found, facts);
    demand(
      open.under === 'collection' || open.complete === undefined || open.refusal !== undefined,
      'UNDER_EXAMINATION',
      'documents under a credit are returned once they are refused; else they are taken up',
    );
    return returned(title, facts);
  },
  { mandatable: true },
);

const returned = (title: Title, facts: Facts): Title => ({
  ...passTo(title, { holder: title.presentations.at(-1)!.from }, facts),
  presentations: title.presentations.slice(0, -1),
});

/** The collecting bank releases the documents to the drawee, which has paid or accepted; the drawee takes them. */
export const release = move(
  'title.release',
  ReleaseArgs,
  (found: Found, { args }, facts): Title => {
    const { title, open } = inHand(found, facts);
    demandUnder(open, 'collection');
    demand(args.to === open.drawee, 'NOT_THE_DRAWEE', `documents are released to ${open.drawee}`, '/args/to');
    demand(comesWithTitle(title), 'TITLE_NOT_PRESENTED', 'title was not presented with the documents');
    const { to, lapsesAt } = args;
    const endorsement = endorsementFor(title);
    return made(
      title,
      { to, lapsesAt, what: 'both', endorsement, by: facts.principal, assented: true },
      facts,
      args.acceptedBy,
    );
  },
  { needs: ({ args }) => [args.to], mandatable: true },
);
