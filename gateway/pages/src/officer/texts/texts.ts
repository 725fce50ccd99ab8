import type { AEO_REASONS, AeoCheck } from '@fairway/model';
import type { OfficerAct } from '../decisions.ts';
import type { KeyState } from '../key-state.ts';

/** All that the officers' page says, in one language. Names in braces stand for facts. */
export interface OfficerTexts {
  /** The language's own name. */
  language: string;
  title: string;
  lead: string;
  signIn: string;
  signInHint: string;
  signInFailed: string;
  signOut: string;
  working: string;
  recording: string;
  /** The key. */
  key: string;
  keyNone: string;
  makeKey: string;
  makeAnotherKey: string;
  keyHint: string;
  handle: string;
  handleHint: string;
  keep: string;
  publicKey: string;
  publicKeyHint: string;
  copy: string;
  copied: string;
  thumbprint: string;
  keyStates: Record<KeyState, string>;
  otherMember: string;
  /** Certificates. */
  certificates: string;
  find: string;
  findHint: string;
  number: string;
  open: string;
  status: string;
  all: string;
  more: string;
  none: string;
  broken: string;
  states: Record<AeoCheck['status'], string>;
  fields: Record<string, string>;
  unnamed: string;
  history: string;
  acts: Record<string, string>;
  decide: string;
  nothingToDecide: string;
  needsKey: string;
  toList: string;
  /** Decisions. */
  actions: Record<OfficerAct, string>;
  reasons: Record<(typeof AEO_REASONS)[number], string>;
  /** What each decision brings about. */
  means: Record<OfficerAct, string>;
  /** Words of the model other than grounds. */
  values: Record<string, string>;
  decisionNamed: string;
  pendingAppeal: string;
  isSuspensive: string;
  isNotSuspensive: string;
  outcomeFromHint: string;
  /** Acts that two sign. */
  twoSign: string;
  takesTwo: string;
  given: string;
  givenHint: string;
  givenText: string;
  givenFile: string;
  standsNow: string;
  signedWith: string;
  othersHaveSigned: string;
  signAndSend: string;
  noneAnyMore: string;
  changed: string;
  handOn: string;
  handOnLead: string;
  missing: string;
  link: string;
  copyLink: string;
  saveFile: string;
  changeIt: string;
  optional: string;
  fromHint: string;
  holderHint: string;
  endsHint: string;
  review: string;
  back: string;
  /** What is signed. */
  whatYouSign: string;
  whatYouSignLead: string;
  words: Record<OfficerAct, string>;
  atOnce: string;
  who: string;
  withKey: string;
  goodUntil: string;
  place: string;
  placeFirst: string;
  placeAfter: string;
  relies: string;
  digest: string;
  bytes: string;
  sign: string;
  doNotSign: string;
  /** What came of it. */
  recorded: string;
  recordedLead: string;
  recordedAt: string;
  transaction: string;
  block: string;
  toCertificate: string;
  refused: string;
  failed: string;
  nothingSigned: string;
  code: string;
  sendAgain: string;
  sendAgainHint: string;
  /** What went wrong, by the code of a refusal. */
  refusals: Record<string, string>;
  /** What the page cannot do. */
  limits: string;
  limitsLines: readonly string[];
}
