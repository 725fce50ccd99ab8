import type { Handle } from '../identifiers.js';
import { move } from '../machine.js';
import { demand } from '../refusal.js';
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
    const { to, transferChain, acceptedBy, ...terms } = args;
    demandRecipient(to, facts, '/args/to');
    mayUndertake(facts.parties.get(to)!, 'platform', '/args/to');
    if (terms.endorsement) demandEndorsable(title, to, terms.endorsement);
    const crosses = { into: 'elsewhere' as const, transferChain };
    return made(title, { ...terms, to, what: 'both', crosses, by: facts.principal, assented: true }, facts, acceptedBy);
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
    const { to, transferChain, acceptedBy, ...terms } = args;
    if (terms.endorsement) demandEndorsable(title, to, terms.endorsement);
    else demandUnendorsed(title, to);
    const crosses = { into: 'in-force' as const, transferChain };
    return made(title, { ...terms, to, what: 'both', crosses, by: facts.principal, assented: true }, facts, acceptedBy);
  },
  { needs: ({ args }) => [args.to], mandatable: true },
);

/** Without an endorsement, a bill comes back to who handed it over, in blank, or surrendered, to its issuer. */
function demandUnendorsed({ form, issuer, control }: Title, to: Handle): void {
  demand(
    form === 'bearer' || to === issuer || to === control.at(-2)!.beneficiary,
    'ENDORSEMENT_DOES_NOT_FIT',
    'a bill that comes back to another party than handed it over was endorsed to it',
    '/args/endorsement',
  );
}
