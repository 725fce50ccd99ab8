import { Handle, check, type Digest, type Offered } from '@fairway/model';
import type { TitleName, Titles } from '@fairway/sdk';
import { present } from './present.js';

/** To whom something is offered, with the act by which that party accepts it ahead, so that it passes at once. */
export async function recipientOf(
  titles: Titles,
  bill: TitleName,
  to: string,
  what: Offered,
): Promise<{ to: Handle; acceptedBy?: Digest }> {
  const handle = check(Handle, to);
  return { to: handle, ...present({ acceptedBy: await titles.acceptanceOf(bill, handle, what) }) };
}
