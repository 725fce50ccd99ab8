import {
  ActMemory,
  ChainReader,
  Refusal,
  addressOfParty,
  check,
  placeOf,
  webCryptoCheck,
  type Handle,
} from '@fairway/model';
import { MAX_STATEMENT_ACTS, StatementSigners, actsIn } from '@fairway/model/document';
import { KnownChains } from '../known-chains.js';
import { Look } from '../look.js';
import type { Session } from '../session.js';

/**
 * What a verifier needs to know the keys of parties that sign statements: their chains of acts, and those that are needed
 * to replay them. A party whose chain does not hold here, or with whom there would be more acts than a list may have, is
 * left out; the others stand.
 */
export async function statementSignersOf(session: Session, handles: readonly Handle[]): Promise<StatementSigners> {
  const memory = new ActMemory(webCryptoCheck);
  const signers: Handle[] = [];
  let chains: StatementSigners['chains'] = {};
  for (const handle of handles) {
    const look = new Look(session, new KnownChains());
    const needed: StatementSigners['chains'] = {};
    const reader = new ChainReader(
      async (address) => {
        const chain = await look.chain(address);
        needed[placeOf(address)] = chain.filter((entry) => entry !== null);
        return chain;
      },
      memory,
      session.options.founded,
    );
    try {
      const address = addressOfParty(handle);
      await look.at(address, memory);
      await reader.read(address);
    } catch (error) {
      if (error instanceof Refusal) continue;
      throw error;
    }
    const more = { ...chains, ...needed };
    if (actsIn(more) > MAX_STATEMENT_ACTS) continue;
    chains = more;
    signers.push(handle);
  }
  return check(StatementSigners, { version: 1, signers, chains });
}
