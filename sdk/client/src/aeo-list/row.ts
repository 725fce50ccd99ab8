import { AEO_REASONS, CalendarDate, DocumentNumber, Identifier, ProgrammeType, rule, text } from '@fairway/model';
import * as z from 'zod';

/** The states that a list gives a certificate. */
export const LIST_STATES = ['active', 'suspended', 'revoked'] as const;

/** One certificate as a member's periodic list has it. */
export const ListRow = z
  .strictObject({
    number: DocumentNumber,
    identifier: Identifier,
    name: text(140),
    address: text(250).optional(),
    contact: text(140).optional(),
    type: ProgrammeType,
    grantedOn: CalendarDate,
    validFrom: CalendarDate,
    validTo: CalendarDate.optional(),
    reviewOn: CalendarDate.optional(),
    status: z.enum(LIST_STATES),
    reason: z.enum(AEO_REASONS).optional(),
  })
  .check(
    rule<{ validTo?: string | undefined; reviewOn?: string | undefined }>(
      ({ validTo, reviewOn }) => validTo !== undefined || reviewOn !== undefined,
      'MISSING_FIELD',
      'a last day or a review date is needed',
      ['validTo'],
    ),
    rule<{ status: string; reason?: string | undefined }>(
      ({ status, reason }) => (status === 'active') === (reason === undefined),
      'REASON_DOES_NOT_FIT',
      'a suspension or a revocation has a reason, an active certificate has none',
      ['reason'],
    ),
  );
export type ListRow = z.infer<typeof ListRow>;

/** A row with the line it stands in. */
export type Lined = { line: number; row: ListRow };
