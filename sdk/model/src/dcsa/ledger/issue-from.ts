import { digestOfJson } from '../../digest.js';
import { normaliseNumber, type Handle } from '../../identifiers.js';
import { Refusal, demand } from '../../refusal.js';
import { check, under } from '../../schema.js';
import { IssueArgs, ReplaceArgs, TitleId, partsOf, type Title } from '../../title/record.js';
import { checkTransportDocument } from '../../transport-document/agreement-with-terms.js';
import { statedInDcsa } from '../../transport-document/stated-in-dcsa.js';
import type { Said, Stated } from '../../transport-document/stated.js';
import type { IssuanceRequest, IssuanceResponse } from '../issuance.js';
import type { TransportDocument } from '../transport-document.js';
import type { HandleLookup } from './ledger-party.js';

/** What an issuance request does not say, and a bill on this ledger does. */
export interface IssueBeside extends Pick<IssueArgs, 'issuer' | 'law' | 'rulebook' | 'answerWithin'> {
  /** This platform's code. */
  code: string;
  handleOf: HandleLookup;
}

/** The bill that is issued: its name, and the move's arguments. */
export interface IssueFrom {
  id: string;
  args: IssueArgs;
}

/**
 * A carrier's issuance request (DCSA ISS 3.0.4) as the act that issues the bill here; `verifyIssuance` shows that the
 * carrier signed it. To order without an endorsee is in blank, as DCSA reads it; the first possessor is the shipper of
 * the bill's terms. Goods are counted by gross weight, volume and packages, as far as all of them state it.
 *
 * Throws a `Refusal` with the path in the request: `NOT_FOR_THIS_PLATFORM`, `RECIPIENT_UNKNOWN`, `PARTY_UNKNOWN`,
 * `NOT_A_BILL`, `NOT_ELECTRONIC`, `MISSING_FIELD`, `REPLACES_OTHERS` (see `replacementFrom`), and what the arguments'
 * own shape refuses.
 */
export function issueFrom(request: IssuanceRequest, beside: IssueBeside): IssueFrom {
  const olds = request.transportDocumentReplacements?.oldTransportDocumentReferences ?? [];
  demand(
    olds.length === 0,
    'REPLACES_OTHERS',
    'a bill that takes the place of others is issued in the act that closes them',
    '/transportDocumentReplacements/oldTransportDocumentReferences',
  );
  return read(request, beside);
}

/**
 * The issuance requests of all bills that take the place of others after an amendment, a split or a combination, as the
 * one act that does it. `closes` are the bills that were surrendered for it; what the requests say of old and new
 * references must name exactly these bills.
 *
 * Throws as `issueFrom`, the path beginning with the request's place in the list; `REPLACEMENTS_DIFFER`,
 * `PARTIES_DIFFER` where they are not all issued to one party, `QUANTITIES_DIFFER`.
 */
export function replacementFrom(
  requests: readonly IssuanceRequest[],
  closes: readonly Title[],
  beside: IssueBeside,
): ReplaceArgs {
  const made = requests.map((request, index) => under(`/${index}`, () => read(request, beside)));
  const names = made.map(({ id }) => id);
  requests.forEach(({ transportDocumentReplacements: said }, index) => {
    const path = `/${index}/transportDocumentReplacements`;
    sameBills(
      said?.oldTransportDocumentReferences,
      closes.map(({ id }) => id),
      `${path}/oldTransportDocumentReferences`,
    );
    // What an amendment or a combination has come to is the one document that the request brings.
    if (names.length > 1 || said?.newTransportDocumentReferences)
      sameBills(said?.newTransportDocumentReferences, names, `${path}/newTransportDocumentReferences`);
    demand(
      made[index]!.args.shipper === made[0]!.args.shipper,
      'PARTIES_DIFFER',
      'what takes the place of bills is issued to the one party that surrendered them',
      `/${index}/issueTo`,
    );
  });
  return check(ReplaceArgs, {
    issuer: beside.issuer,
    party: made[0]?.args.shipper,
    closes: closes.map(({ id, quantities }) => ({ id, quantities })),
    issues: made.map(({ id, args: { issuer: _issuer, shipper: _shipper, ...terms } }) => ({ id, ...terms })),
  });
}

/** How an issuance is answered: issued, or by the refusal that it ended in, BREQ where the request is the matter. */
export function issuanceAnswer(
  { transportDocumentReference, transportDocumentSubReference }: TransportDocument,
  refusal?: Refusal,
): IssuanceResponse {
  const of = { transportDocumentReference, ...(transportDocumentSubReference && { transportDocumentSubReference }) };
  if (!refusal) return { ...of, issuanceResponseCode: 'ISSU' };
  const isAboutRequest =
    refusal.code !== 'RECIPIENT_UNKNOWN' &&
    /^\/(document|issueTo|issuanceManifest|transportDocumentReplacements|eBLVisualisation)/.test(refusal.path ?? '');
  const reason = [...refusal.message].slice(0, 255).join('').trim();
  return {
    ...of,
    issuanceResponseCode: isAboutRequest ? 'BREQ' : 'REFU',
    reason,
    errors: [{ errorCode: refusal.code.slice(0, 50), reason }],
  };
}

function read({ document, issueTo }: IssuanceRequest, { code, handleOf, ...beside }: IssueBeside): IssueFrom {
  demand(
    issueTo.sendToPlatform === code,
    'NOT_FOR_THIS_PLATFORM',
    `a bill that is issued on ${code} is accepted`,
    '/issueTo/sendToPlatform',
  );
  const shipper = handleOf(issueTo);
  demand(shipper !== undefined, 'RECIPIENT_UNKNOWN', 'a party of this platform is accepted', '/issueTo');
  return under('/document', () => {
    const said = statedInDcsa(document);
    const id = nameOf(said);
    const consignee = consigneeOf(document, handleOf);
    const { path } = said.issuedAt;
    const terms = {
      ...beside,
      ...{ shipper, form: formOf(document), ...(consignee && { consignee }) },
      quantities: [...stated(said.quantities)]
        // Tonnes are the same weight as kilograms, told twice.
        .filter(([unit]) => unit !== 'TNE')
        .map(([unit, total]) => ({ unit, thousandths: Math.round(total * 1000) })),
      issuedOn: stated(said.issuedOn),
      ...(said.onBoardOn?.value !== undefined && { onBoardOn: said.onBoardOn.value }),
      placeOfIssue: stated({ path, value: said.issuedAt.value?.place }),
    };
    checkTransportDocument(document, id, terms);
    return { id, args: check(IssueArgs, { ...terms, document: digestOfJson(document) }) };
  });
}

const formOf = ({ isToOrder, documentParties }: TransportDocument): IssueArgs['form'] =>
  !isToOrder ? 'straight' : documentParties.endorsee ? 'order' : 'bearer';

/** To whose order, or for whom, the document makes the bill out. */
function consigneeOf({ isToOrder, documentParties }: TransportDocument, handleOf: HandleLookup): Handle | undefined {
  const place = isToOrder ? 'endorsee' : 'consignee';
  const party = documentParties[place];
  if (!party) {
    demand(isToOrder, 'MISSING_FIELD', 'a straight bill names its consignee', '/documentParties/consignee');
    return undefined;
  }
  const handle = handleOf(party);
  demand(handle !== undefined, 'PARTY_UNKNOWN', 'a party of this ledger is accepted', `/documentParties/${place}`);
  return handle;
}

/**
 * Under which name a transport document is issued on the ledger. Throws `NOT_A_BILL`, `NOT_ELECTRONIC`, `FORM_DIFFERS`,
 * `VERSION_DIFFERS`, and what the name's own shape refuses, with the path in the document.
 */
export const billIdOf = (document: TransportDocument): string => nameOf(statedInDcsa(document));

/** A bill's name; the version is the number in which the subreference ends, 1 without one. */
function nameOf({ carrier, reference, version }: Pick<Stated, 'carrier' | 'reference' | 'version'>): string {
  const { list, code } = stated(carrier);
  const number = /[1-9][0-9]?$/.exec(version.value ?? '1')?.[0];
  demand(
    number !== undefined,
    'VERSION_DIFFERS',
    'a subreference that ends in the version, 1 to 99, is accepted',
    version.path,
  );
  return under(reference.path, () =>
    check(TitleId, `${list}:${code}/${normaliseNumber(stated(reference))}/${Number(number)}`),
  );
}

function stated<T>({ value, path }: Said<T>): T {
  demand(value !== undefined, 'MISSING_FIELD', 'this has to be stated, as the bill bears it', path);
  return value;
}

type Relations = { transportDocumentReference: string; transportDocumentSubReference?: string | undefined }[];

/** Refuses references that name other bills, or name some of them not; without a subreference any version is meant. */
function sameBills(given: Relations | undefined, ids: readonly string[], path: string): void {
  const bills = ids.map((id) => partsOf(id));
  const isMeant = ({ transportDocumentReference, transportDocumentSubReference: sub }: Relations[number]) =>
    bills.findIndex(
      ({ reference, version }) =>
        normaliseNumber(transportDocumentReference) === reference &&
        (sub === undefined || Number(/[0-9]+$/.exec(sub)?.[0]) === version),
    );
  const meant = new Set((given ?? []).map((one, index) => under(`${path}/${index}`, () => isMeant(one))));
  demand(
    meant.size === bills.length && !meant.has(-1) && given!.length === bills.length,
    'REPLACEMENTS_DIFFER',
    `these are accepted here, each once: ${bills.map(({ reference }) => reference).join(', ')}`,
    path,
  );
}
