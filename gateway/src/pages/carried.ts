import type { TrustList } from '@fairway/model';
import type { StatementSigners } from '@fairway/model/document';

/** A text in each language of the page. */
export type Translated = Record<'en' | 'es' | 'pt', string>;

/** What a deployment decides about its verification page; served as `verify/settings.json`. */
export interface Settings {
  /** The network's digest (`networkDigest`), by which the trust list is known. */
  network: string;
  /** Other members' gateways, by member: asked where this one gives no answer, or when the verifier wants to. */
  gateways: Record<string, string>;
  /** Whose page it is. */
  administration: Translated;
}

/** What a saved page carries beside its program, in its last line: all that it takes of the gateway that gave it. */
export interface Carried extends Settings {
  version: 1;
  /** When it was given, by the gateway's clock. */
  at: string;
  /** The gateway's own address, as `https://customs.example/`. */
  from: string;
  trustList: TrustList;
  /** By what the keys are known that sign statements for readers without a network. */
  statementSigners?: StatementSigners;
  look: { accent: string; onAccent: string; /** SVG. */ crest: string };
}
