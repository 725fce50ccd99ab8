import {
  AEO_TYPES,
  AeoDomain,
  DAY,
  Refusal,
  actToSign,
  assembleSignedAct,
  check,
  instantOf,
  normaliseNumber,
  signaturesNeeded,
  sponsorOf,
  standingAt,
  toBase64url,
  type Act,
  type ActToSign,
  type Handle,
  type Participant,
  type Receipt,
} from '@fairway/model';
import {
  Aeo,
  Participants,
  Tables,
  addSignature,
  demandWanted,
  draftOf,
  sendSigned,
  type Committed,
  type Listed,
  type Turn,
} from '@fairway/sdk';
import { restLedger } from '@fairway/sdk/rest';
import { signatureOver } from '@fairway/wallets/sign-act';
import { h } from '../element.ts';
import { listOf, preferredIn, showFramed } from '../frame.ts';
import type { Translated } from '../settings.ts';
import { findKey, keepKey, makeKey, signerOf, type KeptKey } from './act-key.ts';
import { certificateView } from './certificate-view.ts';
import { confirmView, type ToConfirm } from './confirm-view.ts';
import { decisionView } from './decision-view.ts';
import { isOfficerAct, type OfficerAct } from './decisions.ts';
import { failedView, receiptView } from './ending-view.ts';
import { givenAct, isLinkToAct } from './given-act.ts';
import { handOnView } from './hand-on-view.ts';
import { homeView } from './home-view.ts';
import { OfficerSession } from './officer-session.ts';
import { openedAt, termsOf, type Opened } from './opened.ts';
import type { OfficerSettings } from './settings.ts';
import { beginSignIn, endSignIn, type SignedIn } from './sign-in.ts';
import { startView } from './start-view.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { pt } from './texts/pt.ts';
import type { OfficerTexts } from './texts/texts.ts';

const TEXTS: Record<keyof Translated, OfficerTexts> = { es, pt, en };

/** How many certificates are shown at once. */
const PAGE = 25;

/** How long an act is good for that two sign, one after another: over a weekend. */
const ROUND = 3 * DAY;

/** What was recorded. */
export interface Recorded {
  act: Act;
  receipt: Receipt & Committed;
}

/** What the page shows. */
type View =
  | { name: 'start'; error?: unknown }
  | { name: 'working'; isRecording: boolean }
  | { name: 'home' }
  | { name: 'certificate'; opened: Opened }
  | { name: 'decision'; type: OfficerAct; opened?: Opened; types: { code: string; name: string }[] }
  | { name: 'confirm'; asked: ToConfirm }
  | { name: 'hand-on'; file: ActToSign; turn: Turn }
  | { name: 'receipt'; recorded: Recorded }
  /** `again`: what was signed may be sent again; `change`: what was filled in may be changed. */
  | { name: 'failed'; error: unknown; again?: () => void; change?: () => void };

/** The officers' page: one view at a time, made anew whenever something changes. */
export class OfficerPage {
  language = preferredIn(TEXTS);
  /** What has been typed, by field; kept over a change of language. */
  draft: Record<string, string> = {};
  key: KeptKey | undefined;
  /** The registry's entry of the officer's handle. */
  officer: Participant | undefined;
  certificates: Listed[] = [];
  hasMore = false;
  /** Of which status certificates are listed; empty: of all. */
  status = '';
  #listing: AsyncGenerator<Listed> | undefined;
  #signedIn: SignedIn | undefined;
  #reads: OfficerSession | undefined;
  #view: View = { name: 'start' };
  #asked = 0;

  readonly settings: OfficerSettings;
  /** The gateway that serves the page. */
  readonly #gateway = new URL('./', document.baseURI).href;

  constructor(settings: OfficerSettings) {
    this.settings = settings;
  }

  get texts(): OfficerTexts {
    return TEXTS[this.language];
  }

  /** Shows the page, and goes on where somebody has just come back from signing in. */
  async open(): Promise<void> {
    this.show();
    try {
      this.#signedIn = await endSignIn(this.settings.signIn);
    } catch (error) {
      this.#turnTo({ name: 'start', error });
      return;
    }
    if (!this.#signedIn) return;
    this.key = await findKey(this.#owner());
    const { handle } = this.#signedIn;
    if (this.key && handle !== undefined && this.key.handle === undefined) await this.#noteHandle(this.key, handle);
    await this.home();
    addEventListener('hashchange', () => void this.#openLink(location.hash));
    await this.#openLink(this.#signedIn.fragment);
  }

  signIn(): Promise<void> {
    return beginSignIn(this.settings.signIn).catch((error: unknown) => this.#turnTo({ name: 'start', error }));
  }

  /** Forgets who has signed in, and all that was read. */
  signOut(): void {
    location.reload();
  }

  async makeKey(): Promise<void> {
    this.key = await makeKey(this.#owner(), this.key?.handle ?? this.#signedIn?.handle);
    await this.home();
  }

  async noteHandle(handle: string): Promise<void> {
    if (this.key) await this.#noteHandle(this.key, handle.trim().toLowerCase());
    await this.home();
  }

  /** The officer's key, and the member's certificates. */
  home(status = this.status): Promise<void> {
    this.status = status;
    return this.#reading(async () => {
      const session = this.#session;
      this.officer = await this.#officer();
      const kept = status === '' ? {} : { status: status as 'active' };
      this.#listing = new Aeo(session).list(this.settings.member, { pageSize: PAGE, ...kept });
      this.certificates = [];
      await this.#list();
      return { name: 'home' };
    });
  }

  more(): Promise<void> {
    return this.#reading(async () => {
      await this.#list();
      return { name: 'home' };
    });
  }

  openCertificate(number: string): Promise<void> {
    return this.#reading(async () => ({ name: 'certificate', opened: await this.#opened(number) }));
  }

  /** Begins a decision: on a certificate, or of a new one. */
  begin(type: OfficerAct, opened?: Opened): Promise<void> {
    this.draft = {};
    if (type === 'aeo.amend' && opened) {
      const { type: programme, validFrom, validTo = '', reviewOn = '' } = termsOf(opened);
      this.draft = { type: programme, validFrom, validTo, reviewOn };
    }
    return this.#reading(async () => {
      const isOfTerms = type === 'aeo.grant' || type === 'aeo.amend';
      const types = isOfTerms ? await new Tables(this.#session).rows(this.settings.member, AEO_TYPES) : [];
      return { name: 'decision', type, types, ...(opened ? { opened } : {}) };
    });
  }

  /** Whether two signatories of the officer's office sign such acts together, as it stands registered. */
  signsTogether(type: OfficerAct): boolean {
    const standing = this.officer && standingAt(this.officer.status, instantOf(Date.now()));
    return standing?.together.includes(type) ?? false;
  }

  /**
   * Builds the act on the record's head, shows what it says, has it signed where the officer agrees, and sends it, or
   * gives it to be handed on where another one signs it, too. A decision that was not signed leads back to where it was
   * filled in.
   */
  async decide(type: OfficerAct, number: string, args: unknown): Promise<void> {
    const before = this.#view;
    const { key, settings } = this;
    if (key?.handle === undefined) return;
    const { handle } = key;
    this.#asked++;
    this.#turnTo({ name: 'working', isRecording: false });
    try {
      const id = check(AeoDomain.id, normaliseNumber(number));
      const records = [{ member: settings.member, kind: AeoDomain.kind, id }];
      const validity = this.signsTogether(type) ? { validity: ROUND } : {};
      const act = await draftOf({ ...this.#session.options, actor: handle, ...validity }, (session) =>
        session.act({ type, records, args }),
      );
      // It may have changed since it was opened, and what is signed builds on how it stands now.
      const opened = act.records[0]!.sequence === 1 ? undefined : await this.#opened(id);
      const turn = { signed: [], missing: this.#missing(act) };
      await this.#sign({ file: actToSign(act), turn, opened }, { ...key, handle }, before);
    } catch (error) {
      this.#turnTo({ name: 'failed', error, change: () => this.#turnTo(before) });
    }
  }

  /** Opens an act that another officer has begun, by its link or what is in its file, and has it signed here. */
  async openAct(text: string): Promise<void> {
    const { key } = this;
    if (key?.handle === undefined) return this.#turnTo({ name: 'failed', error: keyMissing() });
    const signing = { ...key, handle: key.handle };
    this.#asked++;
    this.#turnTo({ name: 'working', isRecording: false });
    try {
      const file = givenAct(text);
      const [record] = file.act.records;
      if (!isOfficerAct(file.act.type) || record!.member !== this.settings.member)
        throw new Refusal('NOT_DECIDED_HERE', `decisions on certificates of ${this.settings.member} are accepted`);
      const turn = await demandWanted(this.#session, file, signing);
      const opened = record!.sequence === 1 ? undefined : await this.#opened(record!.id);
      await this.#sign({ file, turn, opened }, signing, { name: 'home' });
    } catch (error) {
      this.#turnTo({ name: 'failed', error });
    }
  }

  back(): void {
    void this.home();
  }

  speak(language: keyof Translated): void {
    this.language = language;
    this.show();
  }

  show(): void {
    const { texts, settings, language } = this;
    const name = `${texts.title} · ${settings.member}`;
    const out =
      this.#signedIn && h('button', { type: 'button', id: 'sign-out', click: () => this.signOut() }, texts.signOut);
    const speak = (wanted: keyof Translated) => this.speak(wanted);
    const frame = { language, texts: TEXTS, title: name, name, crest: 'officer/crest.svg', speak, buttons: [out] };
    showFramed({ ...frame, foot: this.#foot() }, this.#main());
  }

  #openLink(fragment = ''): Promise<void> {
    if (!isLinkToAct(fragment)) return Promise.resolve();
    history.replaceState(null, '', location.pathname);
    return this.openAct(fragment);
  }

  /** Whose signatures an act takes, by the officer's own standing. */
  #missing(act: Act): Handle[] {
    const standing = this.officer && standingAt(this.officer.status, instantOf(Date.now()));
    const needed = signaturesNeeded(act, new Map(standing ? [[standing.handle, standing]] : []));
    return [...needed].flatMap(([handle, number]) => Array.from({ length: number }, () => handle));
  }

  async #sign(asked: Omit<ToConfirm, 'answer'>, key: KeptKey & { handle: Handle }, before: View): Promise<void> {
    const { file, turn } = asked;
    const { act } = file;
    const isSigned = await new Promise<boolean>((answer) =>
      this.#turnTo({ name: 'confirm', asked: { ...asked, answer } }),
    );
    if (!isSigned) return this.#turnTo(before);
    this.#turnTo({ name: 'working', isRecording: turn.missing.length === 1 });
    const session = this.#session;
    const one = await signatureOver(act, { handle: key.handle, signer: signerOf(key) });
    if (turn.signed.length === 0 && turn.missing.length === 1) {
      const text = assembleSignedAct(act, [one]);
      return this.#send(act, () => session.send(act, text), before);
    }
    const signature = { protected: one.protected, signature: toBase64url(one.signature) };
    const next = await addSignature(session, file, signature);
    if (next.turn.missing.length > 0) this.#turnTo({ name: 'hand-on', ...next });
    else await this.#send(act, () => sendSigned(session, next.file), before);
  }

  /**
   * Sends what was signed. What a rule has refused is settled; whether anything else came through is not known, and the
   * same may be sent again: where it is recorded already, the answer is the same.
   */
  async #send(act: Act, send: () => Promise<Receipt & Committed>, before: View): Promise<void> {
    this.#turnTo({ name: 'working', isRecording: true });
    try {
      this.#turnTo({ name: 'receipt', recorded: { act, receipt: await send() } });
    } catch (error) {
      if (!(error instanceof Refusal)) {
        this.#turnTo({ name: 'failed', error, again: () => void this.#send(act, send, before) });
      } else if (before.name === 'decision') {
        this.#turnTo({ name: 'failed', error, change: () => this.#turnTo(before) });
      } else this.#turnTo({ name: 'failed', error });
    }
  }

  #opened(number: string): Promise<Opened> {
    return openedAt(this.#session, this.settings.member, number);
  }

  async #list(): Promise<void> {
    for (let count = 0; count < PAGE; count++) {
      const next = await this.#listing!.next();
      this.hasMore = next.done !== true;
      if (next.done === true) return;
      this.certificates.push(next.value);
    }
  }

  async #officer(): Promise<Participant | undefined> {
    const handle = this.key?.handle;
    if (handle === undefined || !this.settings.members.includes(sponsorOf(handle))) return undefined;
    try {
      return await new Participants(this.#session).get(handle);
    } catch (error) {
      if ((error as { code?: string }).code === 'RECORD_UNKNOWN') return undefined;
      throw error;
    }
  }

  async #noteHandle(key: KeptKey, handle: string): Promise<void> {
    this.key = { ...key, handle };
    await keepKey(this.key);
  }

  #owner(): string {
    return `${this.settings.signIn.issuer} ${this.#signedIn?.subject ?? ''}`;
  }

  /** The session on the gateway: what it reads it replays, each act once. */
  get #session(): OfficerSession {
    const token = this.#signedIn?.token ?? '';
    const ledger = () => restLedger({ url: this.#gateway, token: () => token });
    return (this.#reads ??= new OfficerSession({ ledger: ledger(), members: this.settings.members }, this.#gateway));
  }

  async #reading(find: () => Promise<View>): Promise<void> {
    const asked = ++this.#asked;
    this.#turnTo({ name: 'working', isRecording: false });
    let view: View;
    try {
      view = await find();
    } catch (error) {
      view = { name: 'failed', error };
    }
    if (asked === this.#asked) this.#turnTo(view);
  }

  #turnTo(view: View): void {
    this.#view = view;
    this.show();
    if (view.name === 'working') return;
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  #main(): HTMLElement {
    const view = this.#view;
    switch (view.name) {
      case 'start':
        return startView(this, view.error);
      case 'working':
        return h(
          'p',
          { class: 'working', role: 'status' },
          view.isRecording ? this.texts.recording : this.texts.working,
        );
      case 'home':
        return homeView(this);
      case 'certificate':
        return certificateView(this, view.opened);
      case 'decision':
        return decisionView(this, view.type, view.types, view.opened);
      case 'confirm':
        return confirmView(this, view.asked);
      case 'hand-on':
        return handOnView(this, view.file, view.turn);
      case 'receipt':
        return receiptView(this, view.recorded);
      case 'failed':
        return failedView(this, view.error, view);
    }
  }

  #foot(): HTMLElement {
    const { texts } = this;
    return h('footer', {}, h('h2', {}, texts.limits), listOf(texts.limitsLines));
  }
}

const keyMissing = (): Refusal => new Refusal('KEY_UNKNOWN', 'a key of an officer signs; there is none here');
