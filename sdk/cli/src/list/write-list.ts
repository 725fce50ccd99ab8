import type { ListRow } from '@fairway/sdk';
import { stringify } from 'csv-stringify/sync';
import { COLUMNS, type AnyColumn } from './columns.js';
import { guarded } from './formula.js';

/**
 * A list as CSV, which `import` takes back as it is. A cell that a spreadsheet would run as a formula is
 * guarded by an apostrophe, and one with a semicolon stands in quotes.
 */
export function toCsv(rows: readonly ListRow[]): string {
  const schemes = new Set(rows.map(({ identifier }) => identifier.scheme));
  const others = (['EORI', 'LEI'] as const)
    .filter((scheme) => schemes.has(scheme))
    .map((one) => one.toLowerCase() as Lowercase<typeof one>);
  const columns: AnyColumn[] = [...COLUMNS.slice(0, 2), ...others, ...COLUMNS.slice(2)];
  const records = rows.map((row) => columns.map((column) => guarded(cellOf(row, column))));
  return stringify(records, { header: true, columns, quoted_match: ';' });
}

function cellOf({ identifier, ...row }: ListRow, column: AnyColumn): string {
  if (column === 'tin' || column === 'eori' || column === 'lei') {
    return identifier.scheme.toLowerCase() === column ? identifier.value : '';
  }
  const property = column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return (row as Record<string, string | undefined>)[property] ?? '';
}

/**
 * A list in JSON under the names of the WCO Data Model, version 3: a Party, the certificate as its AdditionalDocument
 * (D005, D006, 275, 276) that its issuer authenticates (12A), the Status (379), and as AdditionalInformation why it bars
 * (226) and by when it is to be reviewed (264). Days stand where the model has moments; codes may be longer than its own.
 */
export function toWcoJson(issuer: string, rows: readonly ListRow[]): object[] {
  return rows.map((row) => ({
    Party: {
      ID: row.identifier.value,
      IDSchemeID: row.identifier.scheme,
      Name: row.name,
      ...(row.address === undefined ? {} : { Address: { Line: row.address } }),
      ...(row.contact === undefined ? {} : { Contact: { Name: row.contact } }),
    },
    AdditionalDocument: {
      ID: row.number,
      TypeCode: row.type,
      IssueDateTime: row.grantedOn,
      EffectiveDateTime: row.validFrom,
      ...(row.validTo === undefined ? {} : { LPCOExpirationDateTime: row.validTo }),
      Authenticator: { Address: { CountryCode: issuer } },
    },
    Status: { NameCode: row.status },
    ...(row.reason === undefined && row.reviewOn === undefined
      ? {}
      : {
          AdditionalInformation: {
            ...(row.reason === undefined ? {} : { StatementCode: row.reason }),
            ...(row.reviewOn === undefined ? {} : { LimitDateTime: row.reviewOn }),
          },
        }),
  }));
}
