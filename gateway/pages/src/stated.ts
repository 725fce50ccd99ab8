import type { Instant } from '@fairway/model';
import type { StatementSigners } from '@fairway/model/document';
import { readStatementSigners, type StatementKeys, type Trust } from '@fairway/verifier';
import { verifyOffline, type StatementVerification } from '@fairway/verifier/statement';

/** What checks statements once it has learned their signers' keys, and then needs no network. */
export class OfflineReader {
  readonly #trust: Trust;
  readonly #known: StatementKeys;

  private constructor(trust: Trust, known: StatementKeys) {
    this.#trust = trust;
    this.#known = known;
  }

  /** Replays the signers' chains, as they were had at a moment; a party whose chain does not hold is not known. */
  static async of(signers: StatementSigners, trust: Trust, at: Instant): Promise<OfflineReader> {
    return new OfflineReader(trust, await readStatementSigners(signers, trust, at));
  }

  /** What a statement comes to, as of its time. Throws a `Refusal`. */
  read(statement: string): Promise<StatementVerification> {
    return verifyOffline(statement, { trust: this.#trust, known: this.#known });
  }
}
