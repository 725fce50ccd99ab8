import { checkAct } from './domains.js';
import { thumbprintOf, type PublicJwk, type SignatureCheck } from './key.js';
import { parseSignedAct, type ActSignature, type SignedAct } from './signed-act.js';

/** Acts that are remembered; the oldest are forgotten first. */
const MOST = 5_000;

/**
 * What readers need not work out again: that a text is a well-formed act, and that a key has made a signature. Both
 * depend on the text alone, not on where or when it was read, so readers of any records may share one.
 */
export class ActMemory {
  readonly #acts = new Map<string, SignedAct>();
  /** The keys by which a signature was found to hold; what does not hold is not remembered. */
  readonly #held = new WeakMap<ActSignature, Set<string>>();

  constructor(private readonly signatureHolds: SignatureCheck) {}

  /** Reads a signed act and checks it against its type. Throws what `parseSignedAct` and `checkAct` refuse. */
  signedAct(text: string): SignedAct {
    let signed = this.#acts.get(text);
    if (!signed) {
      signed = parseSignedAct(text);
      checkAct(signed.act);
      if (this.#acts.size >= MOST) this.#acts.delete(this.#acts.keys().next().value!);
      this.#acts.set(text, signed);
    }
    // A copy, since what is read goes to callers, who may change it.
    return { ...signed, act: structuredClone(signed.act) };
  }

  /** Whether a signature, of an act read here, is this key's. */
  async holds(key: PublicJwk, signature: ActSignature): Promise<boolean> {
    const thumbprint = thumbprintOf(key);
    let held = this.#held.get(signature);
    if (held?.has(thumbprint)) return true;
    if (!(await this.signatureHolds(key, signature.signed, signature.signature))) return false;
    held = this.#held.get(signature);
    if (!held) this.#held.set(signature, (held = new Set()));
    held.add(thumbprint);
    return true;
  }
}
