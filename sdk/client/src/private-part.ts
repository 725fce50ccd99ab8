import { Failure, canonical, digestOfJson, namespaceOf, type Receipt, type RecordAddress } from '@fairway/model';
import type { Intent, Session } from './session.js';
import type { Committed } from './submit.js';

/** The act was recorded, and its detail was not kept; `complete` keeps it. */
export class DetailNotKept extends Failure<'DETAIL_NOT_KEPT'> {
  override readonly name = 'DetailNotKept';
  constructor(
    readonly record: RecordAddress,
    readonly complete: () => Promise<void>,
    cause: unknown,
  ) {
    super('DETAIL_NOT_KEPT', `${record.kind} ${record.id} is recorded; its detail was not kept: ${String(cause)}`, {
      cause,
    });
  }
}

/**
 * Does an act with a private part, and then keeps that part in the collection of the two members that may read it, by a
 * transaction that the owner of the record alone endorses.
 *
 * Throws `DetailNotKept` where only the second step fails.
 */
export async function actWithDetail(
  session: Session,
  intent: Omit<Intent, 'private'>,
  detail: object,
): Promise<Receipt & Committed> {
  const receipt = await session.act({ ...intent, private: digestOfJson(detail) });
  const record = intent.records[0]!;
  const keep = async (): Promise<void> => {
    await session.write({
      namespace: namespaceOf(record.member),
      transaction: `${record.kind}:keep`,
      args: [record.id],
      transient: { private: new TextEncoder().encode(canonical(detail)) },
      endorsers: [record.member],
    });
  };
  try {
    await keep();
  } catch (error) {
    throw new DetailNotKept(record, keep, error);
  }
  return receipt;
}
