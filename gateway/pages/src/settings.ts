/** A text in each language of the page. */
export type Translated = Record<'en' | 'es' | 'pt', string>;

/** What a deployment decides about the page; the gateway serves it as `verify/settings.json`. */
export interface Settings {
  /** The network's digest (`networkDigest`), by which the trust list is known. */
  network: string;
  /** Other members' gateways, by member: asked where this one gives no answer, or when the verifier wants to. */
  gateways: Record<string, string>;
  /** Whose page it is. */
  administration: Translated;
}
