import { Refusal, instantOf, type Instant, type TrustList } from '@fairway/model';
import { isStatement, type StatementSigners } from '@fairway/model/document';
import type { Trust } from '@fairway/verifier';
import type { StatementVerification } from '@fairway/verifier/statement';
import { answerView } from './answer-view.ts';
import { checked, type Checked, type Moment } from './checked.ts';
import { h } from './element.ts';
import { subjectInFile } from './file.ts';
import { listOf, preferredIn, showFramed } from './frame.ts';
import { statementSignersOf, trustListOf, type Gateway } from './gateways.ts';
import { isFalseStatement, refusedView } from './refused-view.ts';
import { compareRoots, readRoots, type Comparison, type Roots } from './roots.ts';
import { savedLines, saveOffer } from './saved-lines.ts';
import type { Carried, Settings, Translated } from './settings.ts';
import { startView } from './start-view.ts';
import { statedView } from './stated-view.ts';
import type { OfflineReader } from './stated.ts';
import { subjectByLink, subjectByNumber, subjectOfLink, type Given, type Subject } from './subject.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { pt } from './texts/pt.ts';
import { said, type Texts } from './texts/texts.ts';

const TEXTS: Record<keyof Translated, Texts> = { es, pt, en };

/** What the page shows. */
type View =
  | { name: 'start'; isScanning: boolean }
  | { name: 'working' }
  | { name: 'answer'; checked: Checked }
  | { name: 'stated'; found: StatementVerification }
  /** `rest` is what can be checked all the same; `isFalse`: what was shown is no statement of its issuer's. */
  | { name: 'refused'; error: unknown; isFalse: boolean; rest?: Subject };

/** What has been typed, kept over a change of language. */
export interface Draft {
  link: string;
  kind: string;
  member: string;
  number: string;
  at: string;
  knownThen: boolean;
}

const NOW: Moment = { knownThen: false };

/** The page: one view at a time, made anew whenever something changes. */
export class Page {
  language = preferredIn(TEXTS);
  draft: Draft = { link: '', kind: 'aeo', member: '', number: '', at: '', knownThen: false };
  trust: Trust | undefined;
  /** The list from which it was read, as it came. */
  roots: TrustList | undefined;
  /** What gateways have said of the list that a saved page carries. */
  comparison: Comparison | undefined;
  #trusting: Promise<void> | undefined;
  #reader: Promise<OfflineReader> | undefined;
  #view: View = { name: 'start', isScanning: false };
  /** Counts what was asked, so that a late answer does not take the place of a newer one. */
  #asked = 0;

  readonly settings: Settings;
  /** What the page carries where it was saved and is opened from disk; absent: a gateway serves it. */
  readonly saved: Carried | undefined;

  constructor(settings: Settings, saved?: Carried) {
    this.settings = settings;
    this.saved = saved;
    addEventListener('dragover', (event) => event.preventDefault());
    addEventListener('drop', (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) void this.openFile(file);
    });
    void this.#trusted().then(
      (trust) => void this.#readyOffline(trust),
      () => undefined,
    );
  }

  get texts(): Texts {
    return TEXTS[this.language];
  }

  /** The gateways in the order in which they are asked: the one that served the page, or gave it to be saved, first. */
  get gateways(): Gateway[] {
    const others = Object.entries(this.settings.gateways).map(([member, base]) => ({ member, base }));
    return [{ member: '', base: this.saved?.from ?? document.baseURI }, ...others];
  }

  start(isScanning = false): void {
    this.#asked++;
    this.#turnTo({ name: 'start', isScanning });
  }

  /** A link, or the text of the code that is for readers without a network. */
  openCode(code: string): Promise<void> {
    return isStatement(code.trim())
      ? this.#check(() => Promise.resolve({ statement: code.trim() }))
      : this.openLink(code);
  }

  openLink(link: string): Promise<void> {
    return this.#check(
      (network) => subjectByLink(link, network),
      (network) => subjectOfLink(link, network),
    );
  }

  openFile(file: File): Promise<void> {
    return this.#check((network) => subjectInFile(file, network));
  }

  openNumber(moment: Moment): Promise<void> {
    const { member, kind, number } = this.draft;
    return this.#check(() => Promise.resolve(subjectByNumber(member, kind, number)), undefined, moment);
  }

  /** Checks again: at another moment, or through another gateway. */
  again(subject: Subject, moment: Moment = NOW, gateways = this.gateways): Promise<void> {
    return this.#check(() => Promise.resolve(subject), undefined, moment, gateways);
  }

  speak(language: keyof Translated): void {
    this.language = language;
    this.show();
  }

  show(): void {
    const { texts, settings, language } = this;
    const name = settings.administration[language];
    const title = `${texts.title} · ${name}`;
    const speak = (wanted: keyof Translated) => this.speak(wanted);
    showFramed({ language, texts: TEXTS, title, name, crest: this.#crest(), speak, foot: this.#foot() }, this.#main());
  }

  async #check(
    find: (network: string) => Promise<Given>,
    instead?: (network: string) => Subject | undefined,
    moment = NOW,
    gateways = this.gateways,
  ): Promise<void> {
    const asked = ++this.#asked;
    this.#turnTo({ name: 'working' });
    let view: View;
    let given: Given | undefined;
    try {
      const trust = await this.#trusted();
      given = await find(trust.network);
      view =
        'statement' in given
          ? { name: 'stated', found: await (await this.#offline(trust)).read(given.statement) }
          : { name: 'answer', checked: await checked(given, moment, trust, gateways) };
    } catch (error) {
      const rest = this.trust && instead?.(this.trust.network);
      // Only what was judged here: codes of other refusals may be a gateway's own.
      const isFalse = given !== undefined && 'statement' in given && isFalseStatement(error);
      view = { name: 'refused', error, isFalse, ...(rest ? { rest } : {}) };
    }
    if (asked === this.#asked) this.#turnTo(view);
  }

  #turnTo(view: View): void {
    this.#view = view;
    this.show();
    if (view.name === 'answer' || view.name === 'stated' || view.name === 'refused') {
      document.getElementById('outcome')?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }

  /** The network's roots; asked for once, and again where that failed. */
  async #trusted(): Promise<Trust> {
    this.#trusting ??= this.#findRoots().catch((cause: unknown) => {
      this.#trusting = undefined;
      throw cause instanceof Error && cause.name === 'Unreachable' ? cause : new NoTrust('NO_TRUST', { cause });
    });
    await this.#trusting;
    return this.trust!;
  }

  async #findRoots(): Promise<void> {
    const { saved, settings, gateways } = this;
    const roots = await readRoots(saved?.trustList ?? (await trustListOf(gateways)), settings.network);
    this.#takeRoots(roots);
    if (saved) await compareRoots(roots, gateways, (...heard) => this.#takeRoots(...heard));
  }

  #takeRoots({ list, trust }: Roots, comparison?: Comparison): void {
    this.roots = list;
    this.trust = trust;
    this.comparison = comparison;
    this.#offerMembers();
  }

  /** What checks statements; asked for once, and again where that failed. */
  #offline(trust: Trust): Promise<OfflineReader> {
    this.#reader ??= this.#findSigners()
      .then(async ({ signers, at }) => (await import('./stated.ts')).OfflineReader.of(signers, trust, at))
      .catch((cause: unknown) => {
        this.#reader = undefined;
        const refusal = new Refusal('SIGNERS_UNKNOWN', 'a statement is checked where its signers were learned before');
        throw Object.assign(refusal, { cause });
      });
    return this.#reader;
  }

  /** Who signs statements: as gateways have it now, or else as the page carries it. */
  async #findSigners(): Promise<{ signers: StatementSigners; at: Instant }> {
    const { gateways, saved } = this;
    try {
      return { signers: await statementSignersOf(gateways), at: instantOf(Date.now()) };
    } catch (error) {
      if (!saved?.statementSigners) throw error;
      return { signers: saved.statementSigners, at: saved.at };
    }
  }

  /** Once the page is there: gets what a statement will need when the network is gone, and what sees one. */
  async #readyOffline(trust: Trust): Promise<void> {
    try {
      await this.#offline(trust);
      await Promise.all([import('./camera.ts'), import('./qr.ts')]);
      document.documentElement.dataset['offline'] = 'ready';
    } catch {
      // It is tried again when a statement is opened.
    }
  }

  /** Puts the members into the form as soon as they are known, without touching what is being typed. */
  #offerMembers(): void {
    const choice = document.querySelector<HTMLSelectElement>('#member');
    if (choice && choice.options.length < 2) choice.replaceChildren(...memberOptions(this));
    document.querySelector('footer')?.replaceWith(this.#foot());
  }

  #main(): HTMLElement {
    switch (this.#view.name) {
      case 'start':
        return startView(this, this.#view.isScanning);
      case 'working':
        return h('p', { class: 'working', role: 'status' }, this.texts.working);
      case 'answer':
        return answerView(this, this.#view.checked);
      case 'stated':
        return statedView(this, this.#view.found);
      case 'refused':
        return refusedView(this, this.#view);
    }
  }

  #crest(): string {
    return this.saved ? `data:image/svg+xml,${encodeURIComponent(this.saved.look.crest)}` : 'verify/crest.svg';
  }

  #foot(): HTMLElement {
    const { texts, trust, saved } = this;
    return h(
      'footer',
      {},
      saved && h('h2', {}, texts.saved),
      saved && listOf(savedLines(this, saved)),
      h('h2', {}, texts.limits),
      listOf([saved ? texts.limitSaved : texts.limitServed, ...texts.limitsLines]),
      !saved && saveOffer(this),
      trust && h('p', { class: 'network' }, said(texts.network, { network: trust.network, digest: trust.digest })),
    );
  }
}

/** The roots are not those of this network. */
export class NoTrust extends Error {
  override readonly name = 'NoTrust';
}

/** A choice of the network's members. */
export const memberOptions = ({ trust, draft }: Page): HTMLOptionElement[] => [
  h('option', { value: '' }, '—'),
  ...[...(trust?.members.values() ?? [])].map(({ member, name }) =>
    h('option', { value: member, selected: member === draft.member }, `${member} · ${name}`),
  ),
];
