import { check, under } from '@fairway/model';
import type { Request } from 'express';
import * as z from 'zod';

/** A transaction's id, as Fabric makes it. */
export const TransactionId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'the id of a transaction is accepted: 64 hexadecimal digits' });

/** The transaction that a header names, where it is there. Throws `NOT_ALLOWED`. */
export const transactionIn = (request: Pick<Request, 'get'>, header: string): string | undefined =>
  under(`/${header}`, () => check(TransactionId.optional(), request.get(header)));
