import type { Digest } from '../../digest.js';
import type { Handle } from '../../identifiers.js';
import { Refusal } from '../../refusal.js';
import type { Control, Endorsement, IssueArgs, ReplaceArgs, SurrenderArgs, Title } from '../../title/record.js';
import type { ChainParty } from '../endorsement-chain.js';
import type { ActionCode } from '../pint/envelope.js';
import type { TransferStep } from '../pint/transfer.js';
import { crossingsOf, offersOf, type Crossing, type RecordedAct } from './crossing.js';
import { demandNamed, type PartyLookup } from './ledger-party.js';
import type * as z from 'zod';

/** DCSA's code for each way in which title passes. */
export const ENDORSEMENT_CODES: Readonly<Record<Endorsement, ActionCode>> = {
  'to-order': 'ENDORSE_TO_ORDER',
  named: 'ENDORSE',
  blank: 'BLANK_ENDORSE',
};

/** What a bill's acts come to on a transfer chain. */
export interface TitleSteps {
  /** What was done here since its issue, or since it last came back from another platform; oldest first. */
  steps: TransferStep[];
  /** How it went to other platforms and came back. */
  crossings: Crossing[];
}

/**
 * A bill's chain of signed acts as DCSA's transfer chain and endorsement chain tell it: what was offered and not accepted
 * is not told, and what was accepted is told as the act of who gave it, at the time it passed. Possession is the holder's;
 * title passes by endorsement, which the holder makes, in the beneficiary's name where that is another. Who acted under
 * a mandate or in another's place is the actor, and names whom it represented.
 *
 * `title` is settled at the moment of telling; `code` is this platform's. Throws `PARTY_CODE_MISSING`; and
 * `MOVED_BY_ORDER` where an order or a deed of succession put the bill into other hands, which DCSA has no words for.
 */
export function stepsOf(title: Title, acts: readonly RecordedAct[], code: string, lookup: PartyLookup): TitleSteps {
  const named = (handle: Handle): ChainParty => ({ ...demandNamed(handle, lookup), eblPlatform: code });
  const acting = (principal: Handle, { act }: RecordedAct): ChainParty =>
    act.actor === principal ? named(principal) : representing(named(act.actor), named(principal));

  const crossings = crossingsOf(title, acts);
  const offers = offersOf(acts);
  let steps: TransferStep[] = [];
  let control: Control | undefined;
  let form: Title['form'] = 'order';
  /** A surrender, and by whom; by nobody where the carrier has the bill, as it was surrendered on another platform. */
  let surrendered: { id: Digest; by: ChainParty | undefined } | undefined;
  const told = (action: ActionCode, actor: ChainParty, { id, recordedAt }: RecordedAct, more: Partial<TransferStep>) =>
    void steps.push({ action, actor, at: recordedAt, audit: id, ...more });
  /** A surrender that nobody answered in its term went back. */
  const lapse = (by?: string): void => {
    const back = surrendered && title.status.find(({ state, act }) => state === 'in-force' && act === surrendered!.id);
    if (!back || (by !== undefined && by < back.from)) return;
    const { id, by: recipient } = surrendered!;
    surrendered = undefined;
    if (!recipient) return;
    const comments = 'Not answered within the term';
    steps.push({ action: 'SREJ', actor: named(title.issuer), recipient, at: back.from, audit: id, comments });
  };

  for (const [index, one] of acts.entries()) {
    const { act, id, recordedAt } = one;
    lapse(recordedAt);
    const answered = (action: 'SACC' | 'SREJ', comments?: string): void => {
      const { by: recipient } = surrendered!;
      surrendered = undefined;
      if (!recipient && action === 'SREJ') return;
      const more = { ...(recipient && { recipient }), ...(comments !== undefined && { comments }) };
      told(action, acting(title.issuer, one), one, more);
    };
    switch (act.type) {
      case 'title.issue':
      case 'title.replace': {
        const issued = begunBy(title, one);
        if (!issued) {
          answered('SACC');
          break;
        }
        form = issued.form;
        told('ISSUE', acting(title.issuer, one), one, { recipient: named(issued.to) });
        break;
      }
      case 'title.surrender': {
        const { for: purpose, reason, comment: comments } = act.args as z.infer<typeof SurrenderArgs>;
        const isCarriers = control!.holder === title.issuer;
        surrendered = { id, by: isCarriers ? undefined : named(control!.holder) };
        if (isCarriers) break;
        told(
          purpose === 'delivery' ? 'SURRENDER_FOR_DELIVERY' : 'SURRENDER_FOR_AMENDMENT',
          acting(control!.holder, one),
          one,
          {
            recipient: named(title.issuer),
            ...(reason && { reason }),
            ...(comments !== undefined && { comments }),
          },
        );
        break;
      }
      case 'title.acceptSurrender':
        answered('SACC');
        break;
      case 'title.refuseSurrender':
        answered('SREJ', (act.args as { reason: string }).reason);
        break;
      case 'title.transferByOrder':
        throw new Refusal(
          'MOVED_BY_ORDER',
          'a bill that an order put into other hands is accepted once it is amended: its next version begins a chain of its own',
        );
    }
    const now = title.control.find((each) => each.act === id);
    const before = control;
    control = now ?? control;
    if (!now || !before) continue;
    const offered = offers[index];
    if (crossings.some(({ act: passed }) => passed === id)) {
      const { endorsement } = offered!.act.args as { endorsement?: Endorsement };
      if (form !== 'straight' && endorsement) form = endorsement === 'blank' ? 'bearer' : 'order';
      steps = [];
      continue;
    }
    // What a bank takes up or returns, it does by this act; everything else passes as whoever offered it has said.
    const doing = ['title.takeUp', 'title.return', 'title.refuse'].includes(act.type) ? one : offered!;
    const { holder, beneficiary } = before;
    if (now.beneficiary !== beneficiary && form !== 'straight') {
      const { endorsement = form === 'bearer' ? 'blank' : 'to-order' } =
        doing.act.type === 'title.offer' ? (doing.act.args as { endorsement?: Endorsement }) : {};
      const actor = holder === beneficiary ? acting(holder, doing) : representing(named(holder), named(beneficiary));
      const recipient = endorsement === 'blank' ? {} : { recipient: named(now.beneficiary) };
      if (endorsement !== 'blank' || form !== 'bearer') told(ENDORSEMENT_CODES[endorsement], actor, one, recipient);
      form = endorsement === 'blank' ? 'bearer' : 'order';
    }
    if (now.holder !== holder) told('TRANSFER', acting(holder, doing), one, { recipient: named(now.holder) });
  }
  lapse();
  return { steps, crossings };
}

/** Somebody, acting for another. */
const representing = (actor: ChainParty, { partyName, identifyingCodes }: ChainParty): ChainParty => ({
  ...actor,
  representedParty: { partyName, identifyingCodes },
});

/** How a bill begins by an act, and in whose hands; undefined where the act closes it. */
function begunBy({ id }: Title, { act }: RecordedAct): { form: Title['form']; to: Handle } | undefined {
  if (act.type === 'title.issue') {
    const { form, shipper } = act.args as IssueArgs;
    return { form, to: shipper };
  }
  const { issues, party } = act.args as ReplaceArgs;
  const issued = issues.find((one) => one.id === id);
  return issued && { form: issued.form, to: party };
}
