import { digestOfJson, type Digest } from '../digest.js';
import { Handle, normaliseNumber, type Handle as HandleText } from '../identifiers.js';
import { demand } from '../refusal.js';
import { check, under } from '../schema.js';
import { IssueArgs, TitleId, partsOf, type ReplaceArgs } from '../title/record.js';
import { stated, type Named, type Said, type Stated } from './stated.js';

/** What a bill says besides its transport document. */
export type TermsBeside = Omit<IssueArgs, 'document'>;

/** A transport document that agrees with its bill: in which standard's form it is, and its digest. */
export interface CheckedDocument {
  standard: Stated['standard'];
  document: Digest;
}

/**
 * Checks a transport document, as parsed from JSON, in DCSA EBL 3.0.4's or UN/CEFACT MMT's form, and that it says what
 * the terms of the bill say; gives the digest that the bill bears (RFC 8785, SHA-256).
 *
 * Throws a `Refusal` with the path in the document: what its shape refuses; `NOT_A_BILL`, `NOT_ELECTRONIC`;
 * `CARRIER_DIFFERS`, `REFERENCE_DIFFERS`, `VERSION_DIFFERS`, `FORM_DIFFERS`, `PARTIES_DIFFER`, `QUANTITIES_DIFFER`,
 * `DATES_DIFFER`, `PLACE_DIFFERS`; `MISSING_FIELD` for what has to be stated. Names are not compared: the ledger knows
 * parties by handles, and a document's party agrees where no other handle is among its codes.
 */
export function checkTransportDocument(given: unknown, id: string, terms: TermsBeside): CheckedDocument {
  const said = stated(given);
  const document = digestOfJson(given);
  check(TitleId, id);
  under('/args', () => check(IssueArgs, { ...terms, document }));
  demandReference(said, id);
  demandParties(said, terms);
  demandQuantities(said, terms);
  demandDates(said, terms);
  demandPlace(said, terms);
  return { standard: said.standard, document };
}

/** What replaces bills, but for the documents of those that it issues. */
export type ReplacementBeside = Omit<ReplaceArgs, 'issues'> & {
  issues: Omit<ReplaceArgs['issues'][number], 'document'>[];
};

/**
 * Checks the transport documents of bills that take the place of others, one for each and in their order, and gives the
 * replacement with their digests. Throws as `checkTransportDocument` does, the path beginning with the place in the list.
 */
export function checkReplacingDocuments(given: readonly unknown[], replacement: ReplacementBeside): ReplaceArgs {
  const { issuer, party: shipper } = replacement;
  const issues = replacement.issues.map(({ id, ...terms }, index) => ({
    ...{ id, ...terms },
    ...under(`/${index}`, () => {
      const { document } = checkTransportDocument(given[index], id, { issuer, shipper, ...terms });
      return { document };
    }),
  }));
  return { ...replacement, issues };
}

function demandReference({ carrier, reference, version }: Stated, id: string): void {
  const parts = partsOf(id);
  // A forwarder has no carrier's code; whose its bill is, its handle says.
  if (parts.list !== 'EFBL')
    agrees(carrier, ({ list, code }) => list === parts.list && code === parts.code, {
      code: 'CARRIER_DIFFERS',
      accepted: `${parts.list} ${parts.code}, as in the bill's name`,
    });
  agrees(reference, (text) => normalised(text) === parts.reference, {
    code: 'REFERENCE_DIFFERS',
    accepted: `${parts.reference}, as in the bill's name`,
  });
  const number = /([0-9]+)$/.exec(version.value ?? '1')?.[1];
  demand(
    Number(number) === parts.version,
    'VERSION_DIFFERS',
    `a subreference that ends in ${parts.version} is accepted, as in the bill's name; none says 1`,
    version.path,
  );
}

function demandParties(said: Stated, { form, consignee, issuer, shipper }: TermsBeside): void {
  agrees(said.toOrder, (toOrder) => toOrder === (form !== 'straight'), {
    code: 'FORM_DIFFERS',
    accepted: form !== 'straight' ? 'a bill to order' : 'a straight bill (in DCSA form; FIATA has bills to order only)',
  });
  const named = said.consignee.value;
  demand(
    consignee === undefined || named !== undefined,
    'MISSING_FIELD',
    'a party has to be named here, as the terms name a consignee',
    said.consignee.path,
  );
  demand(
    form !== 'bearer' || named === undefined,
    'PARTIES_DIFFER',
    'a bill to order of nobody is accepted, as the terms have it in blank',
    said.consignee.path,
  );
  demand(
    consignee !== undefined || named === undefined || named.name === said.shipper.value?.name,
    'PARTIES_DIFFER',
    'a bill to order of nobody else is accepted, as the terms name no consignee',
    said.consignee.path,
  );
  demandHandle(said.issuer, issuer);
  demandHandle(said.shipper, shipper);
  demandHandle(said.consignee, consignee ?? shipper);
}

/** Where a document identifies a party by a handle, it is the one in the terms. */
function demandHandle({ path, value }: Said<Named>, handle: HandleText): void {
  const others = value?.codes.filter((code) => code !== handle && Handle.safeParse(code).success) ?? [];
  demand(others.length === 0, 'PARTIES_DIFFER', `${handle} is accepted here, as in the terms`, path);
}

function demandQuantities({ quantities: { value, path } }: Stated, { quantities }: TermsBeside): void {
  for (const { unit, thousandths } of quantities) {
    const total = value?.get(unit);
    demand(
      total !== undefined,
      'QUANTITIES_DIFFER',
      `${unit} of all goods has to be stated; of what the document states, ${[...(value?.keys() ?? [])].join(', ')} can be held against the terms`,
      path,
    );
    demand(
      Math.round(total * 1000) === thousandths,
      'QUANTITIES_DIFFER',
      `goods of ${thousandths / 1000} ${unit} together are accepted, as in the terms; these are ${total}`,
      path,
    );
  }
}

function demandDates({ issuedOn, onBoardOn }: Stated, terms: TermsBeside): void {
  agrees(issuedOn, (date) => date === terms.issuedOn, { code: 'DATES_DIFFER', accepted: terms.issuedOn });
  if (onBoardOn)
    demand(
      onBoardOn.value === terms.onBoardOn,
      'DATES_DIFFER',
      `${terms.onBoardOn ?? 'no date'} is accepted, as in the terms`,
      onBoardOn.path,
    );
}

/** A place by its UN/LOCODE or its country; one that is only named cannot be held against the terms. */
function demandPlace({ issuedAt: { value, path } }: Stated, { placeOfIssue }: TermsBeside): void {
  demand(
    (value?.place ?? placeOfIssue) === placeOfIssue &&
      (value?.country ?? placeOfIssue.slice(0, 2)) === placeOfIssue.slice(0, 2),
    'PLACE_DIFFERS',
    `${placeOfIssue} is accepted, as in the terms`,
    path,
  );
}

/** Refuses what is not stated, and what is stated otherwise. */
function agrees<T>(
  { path, value }: Said<T>,
  holds: (value: T) => boolean,
  { code, accepted }: { code: string; accepted: string },
): void {
  demand(value !== undefined, 'MISSING_FIELD', 'this has to be stated, as it is in the terms of the bill', path);
  demand(holds(value), code, `${accepted} is accepted here`, path);
}

const normalised = (reference: string): string | undefined => {
  try {
    return normaliseNumber(reference);
  } catch {
    return undefined;
  }
};
