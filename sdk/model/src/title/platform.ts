import { move } from '../machine.js';
import { mayUndertake } from '../registry/standing.js';
import {
  bySoleController,
  demandNoOffer,
  demandNoPresentation,
  demandRecipient,
  movable,
  type Found,
} from './control.js';
import { demandEndorsable, made } from './offer.js';
import { HandOverArgs, type Title } from './record.js';

/**
 * The bill is handed over to another platform (DCSA PINT), a party with keys of its own: once it accepts, the bill is
 * closed here in the same act, and open nowhere else before. This ledger is the control tracking registry.
 */
export const handOver = move(
  'title.handOver',
  HandOverArgs,
  (found: Found, { args }, facts): Title => {
    const title = movable(found, facts);
    demandNoOffer(title);
    demandNoPresentation(title);
    bySoleController(title, facts);
    const { to, transferChain, lapsesAt, acceptedBy } = args;
    demandRecipient(to, facts, '/args/to');
    mayUndertake(facts.parties.get(to)!, 'platform', '/args/to');
    demandEndorsable(title, to, title.form === 'straight' ? 'named' : 'to-order');
    const crosses = { into: 'elsewhere' as const, transferChain };
    return made(title, { to, what: 'both', lapsesAt, crosses, by: facts.principal, assented: true }, facts, acceptedBy);
  },
  { needs: ({ args }) => [args.to], mandatable: true, heritable: true },
);

/** The platform that has the bill gives it back to a party here; once that one accepts, it is open here again. */
export const handBack = move(
  'title.handBack',
  HandOverArgs,
  (found: Found, { args }, facts): Title => {
    const title = movable(found, facts, 'elsewhere');
    demandNoOffer(title);
    bySoleController(title, facts);
    const { to, transferChain, lapsesAt, acceptedBy } = args;
    const crosses = { into: 'in-force' as const, transferChain };
    return made(title, { to, what: 'both', lapsesAt, crosses, by: facts.principal, assented: true }, facts, acceptedBy);
  },
  { needs: ({ args }) => [args.to], mandatable: true },
);
