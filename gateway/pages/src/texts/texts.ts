import type { Code, Dimension, Finding, Result, Verdict } from '@fairway/verifier';

/** All that the page says, in one language. Names in braces stand for facts. */
export interface Texts {
  /** The language's own name. */
  language: string;
  title: string;
  lead: string;
  /** Ways in. */
  scan: string;
  scanHint: string;
  stop: string;
  back: string;
  pointCamera: string;
  noCamera: string;
  file: string;
  pick: string;
  fileHint: string;
  link: string;
  linkHint: string;
  number: string;
  numberName: string;
  numberHint: string;
  kind: string;
  issuer: string;
  asAt: string;
  asAtHint: string;
  knownThen: string;
  check: string;
  working: string;
  /** The answer. */
  verdicts: Record<Verdict, { name: string; means: string }>;
  found: string;
  dimensions: Record<Dimension, string>;
  results: Record<Result, string>;
  reasons: Record<Code, string>;
  /** What a statement that was checked without a network comes to, and what that is worth. */
  statedVerdict: string;
  statedMeans: string;
  /** States in which a statement says that a record is not in force. */
  states: Record<string, string>;
  asOf: string;
  asked: string;
  copy: string;
  documentSays: string;
  documentCompare: string;
  documentAll: string;
  documentUnproven: string;
  fields: Record<string, string>;
  values: Record<string, string>;
  history: string;
  unnamed: string;
  acts: Record<string, string>;
  signatures: string;
  signed: string;
  silent: string;
  notWaitedFor: string;
  findings: Record<Finding, string>;
  keep: string;
  keepHint: string;
  downloadRoots: string;
  download: string;
  another: string;
  askOther: string;
  otherMoment: string;
  numberAlone: string;
  /** What went wrong, by the code of a refusal. */
  refused: string;
  refusals: Record<string, string>;
  refusedElse: string;
  unreachable: string;
  noTrust: string;
  /** What the page cannot know. */
  limits: string;
  /** Of a page that a gateway serves, and of one that was saved. */
  limitServed: string;
  limitSaved: string;
  limitsLines: readonly string[];
  /** What a saved page says of itself and of the roots that it carries. */
  saved: string;
  savedFrom: string;
  rootsNotNewer: string;
  rootsNewer: string;
  rootsContradicted: string;
  rootsAlone: string;
  savePage: string;
  savePageHint: string;
  network: string;
  kinds: Record<string, string>;
}

/** A sentence with its facts in the places of their names, and a capital letter to begin with. */
export function said(sentence: string, facts: Readonly<Record<string, string>> = {}): string {
  const text = sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '–');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
