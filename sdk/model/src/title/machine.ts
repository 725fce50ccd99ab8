import type { Domain } from '../machine.js';
import { isLive, orderOn, stateOfTitleAt, wasLive } from './control.js';
import { freeze, transferByOrder, unfreeze } from './court-order.js';
import { addDocuments, giveKeys } from './enclosure.js';
import { issue, replace } from './issue.js';
import { accept, assent, decline, offer, withdraw } from './offer.js';
import { handBack, handOver } from './platform.js';
import { giveBack, noticeComplete, present, refuse, release, takeUp, waive } from './presentation.js';
import { TitleId, partsOf, type Title } from './record.js';
import { acceptSurrender, confirmSwitch, recordDelivery, refuseSurrender, surrender } from './surrender.js';

/** Electronic bills of lading; of one document of an issuer, whatever code it issues by, one version is live. */
export const TitleDomain: Domain<Title> = {
  kind: 'title',
  id: TitleId,
  sides: [],
  shown: {
    issuer: ({ issuer }) => issuer,
    status: (title, at, knownAt) => {
      if (stateOfTitleAt(title, at, knownAt) === undefined) return { inForce: false, state: 'unknown' };
      if (!wasLive(title, at, knownAt)) return { inForce: false, state: 'not-live' };
      // Who is about to buy it or to lend on it must not learn of an order too late.
      const frozen = orderOn(title, at, knownAt);
      return frozen ? { inForce: false, state: 'frozen', since: frozen.from } : { inForce: true, state: 'live' };
    },
    documents: ({ document, status }) => [{ digest: document, from: status[0]!.from }],
  },
  claims: (title) => (isLive(title) ? [`${title.issuer}/${partsOf(title.id).reference}`] : []),
  moves: [
    issue,
    offer,
    assent,
    accept,
    decline,
    withdraw,
    present,
    noticeComplete,
    takeUp,
    refuse,
    waive,
    giveBack,
    release,
    handOver,
    handBack,
    surrender,
    acceptSurrender,
    refuseSurrender,
    confirmSwitch,
    replace,
    recordDelivery,
    addDocuments,
    giveKeys,
    freeze,
    unfreeze,
    transferByOrder,
  ],
};
