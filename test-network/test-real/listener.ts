import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { openHome, connectionOf } from '@fairway/network';
import { changes, Session, type Change } from '@fairway/sdk';
import { fabricLedger } from '@fairway/sdk/fabric';

/** What a listener keeps of a change, a line each: the effect and the checkpoint in one write. */
export interface Heard extends Pick<Change, 'id' | 'checkpoint' | 'record' | 'sequence' | 'actId'> {
  type: string;
  refused: boolean;
}

/** What a listener has kept in its file. */
export const heardIn = (file: string): Heard[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Heard)
    : [];

/** `node listener.ts <member's home> <file>`: follows the changes into the file, from where the file ends. */
if (import.meta.main) {
  const [home, file] = process.argv.slice(2) as [string, string];
  const connection = await connectionOf(await openHome(home));
  const members = connection.members.map(({ mspId }) => mspId);
  const session = new Session({ ledger: fabricLedger(connection), members });
  const after = heardIn(file).at(-1)?.checkpoint;
  const { signal } = new AbortController();
  for await (const change of changes(session, { ...(after === undefined ? {} : { after }), signal })) {
    const { id, checkpoint, record, sequence, actId, act, refusal } = change;
    const heard: Heard = { id, checkpoint, record, sequence, actId, type: act.type, refused: refusal !== undefined };
    appendFileSync(file, `${JSON.stringify(heard)}\n`);
  }
}
