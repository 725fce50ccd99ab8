import {
  ENDORSEMENTS,
  Refusal,
  addressOfParty,
  controlOf,
  demand,
  digestOf,
  digestOfJson,
  settled,
  stateOf,
  type Digest,
  type Endorsement,
  type Handle,
  type Instant,
  type Participant,
  type Receipt,
  type Replayed,
  type Title,
} from '@fairway/model';
import {
  ENDORSEMENT_CODES,
  carrierKeysOf,
  checksumOfDigest,
  crossingsOf,
  demandDocumentOf,
  demandNamed,
  endorsementBack,
  endorsementChainOf,
  namedParty,
  receiveDocument,
  receiveEnvelope,
  rejected,
  signCompact,
  signTransfer,
  stepsOf,
  stepsOfEntries,
  transactionOf,
  surrenderRequestOf,
  verifyTransferChain,
  finishTransfer,
  type ChainParty,
  type DocumentMetadata,
  type EndorsementChain,
  type Envelope,
  type HandleLookup,
  type JwsSigner,
  type NamedParty,
  type PartyLookup,
  type Possession,
  type Reception,
  type SurrenderRequest,
  type TransferFinished,
  type TransferStep,
  type TransportDocument,
  type Trust,
  type VerifiedChain,
} from '@fairway/model/dcsa';
import type { Session } from '../session.js';
import type { Committed } from '../submit.js';
import { Titles, addressOfTitle, type TitleName } from '../titles.js';

/** What a platform on this ledger is to the others. */
export interface InterchangeOptions {
  /** This platform's code, as the others know it. */
  code: string;
  /** What signs for this platform. */
  signer: JwsSigner;
  /** The base URI by which other platforms ask this ledger who has a bill (PINT's control tracking registry). */
  registry: string;
  /** Whose signatures are taken, this platform's own among them; the bill's carrier is known by its registry entry, too. */
  trust: Trust;
  /** The other platforms by their codes, as this ledger knows them. */
  platforms: ReadonlyMap<string, Handle>;
  /** Name and codes of parties that the registry does not name in public; for those to give who are entitled to them. */
  parties?: PartyLookup;
  /** Which party here another platform means. */
  handleOf?: HandleLookup;
}

/** To whom a bill is given out, and what goes with it. */
export interface GiveOut {
  /** Who receives the bill, and on which platform; who surrendered it there, where the carrier gives it back. */
  recipient: ChainParty;
  /** Until when the platform can accept. */
  lapsesAt: Instant;
  /** The document whose digest is on the bill. */
  document: TransportDocument;
  /** How title passes to the recipient, where it does. */
  endorsement?: Endorsement;
  /** The carrier's signed issuance manifest, where the bill goes out for the first time. */
  issuanceManifest?: string;
  /** The chain with which it last came back, as signed, where it was out before. */
  before?: readonly string[];
  visualisation?: DocumentMetadata;
  supportingDocuments?: readonly DocumentMetadata[];
}

/** What came with an envelope. */
export interface TakeIn {
  /** Until when the recipient can accept, where it has not accepted ahead. */
  lapsesAt: Instant;
  /** Documents that were there or came after the envelope, by the checksum under which they came. */
  documents?: ReadonlyMap<string, Uint8Array>;
  /** Whether the other platform says that this was all. */
  isFinished?: boolean;
}

/**
 * How an envelope is answered. With a code of PINT's the answer is final, and `response` is what is sent, signed; while
 * documents are missing, or the recipient has yet to accept, nothing is answered yet.
 */
export type TakenIn =
  | { answer: 'RECE'; response: string; receipt?: Receipt & Committed }
  | { answer: 'DUPE'; response: string }
  | { answer: 'BSIG' | 'BENV' | 'DISE' | 'INCD' | 'MDOC'; response: string; refusal?: Refusal; link?: number }
  | { answer: 'missing'; missing: string[] }
  | { answer: 'waiting'; for: Handle; receipt?: Receipt & Committed };

/**
 * Bills that go to other platforms and come back (DCSA PINT). This ledger is the control tracking registry: a bill is
 * here until the other platform accepts it by an act, and there until whoever it is sent back to does.
 */
export class Interchange {
  readonly #titles: Titles;

  constructor(
    private readonly session: Session,
    private readonly options: InterchangeOptions,
  ) {
    this.#titles = new Titles(session);
  }

  /**
   * Gives a bill out, as its one controller: makes the transfer chain from the bill's acts, signs it, and hands the bill
   * over by an act that carries its digest. Send the envelope; the bill stays here until the other platform accepts by an
   * act of its own. Given out again after that offer has lapsed or was withdrawn, it has a new chain. `Dispatch` does it
   * all, and goes on where something failed.
   *
   * Throws what `envelopeFor` does, and `Titles.handOver`.
   */
  async giveOut(title: TitleName, given: GiveOut): Promise<Receipt & Committed & { envelope: Envelope }> {
    const envelope = await this.envelopeFor(title, given);
    const { recipient, endorsement, lapsesAt } = given;
    const to = this.#platform(recipient);
    const acceptedBy = await this.#titles.acceptanceOf(title, to, 'both');
    const receipt = await this.#titles.handOver(title, {
      ...{ to, transferChain: chainOf(envelope), lapsesAt },
      ...(endorsement && { endorsement }),
      ...(acceptedBy && { acceptedBy }),
    });
    return { ...receipt, envelope };
  }

  /**
   * The envelope by which a bill is given out, every link of its chain verified; nothing passes by it yet (see `offer`).
   *
   * Throws `TITLE_NOT_IN_FORCE`, `PLATFORM_UNKNOWN`, `DOCUMENT_CHANGED`, `CHAIN_CONTRADICTED` (not the chain with which it
   * came back), `PARTY_CODE_MISSING`, `MOVED_BY_ORDER`, and what `signTransfer` and `verifyTransferChain` refuse.
   */
  async envelopeFor(title: TitleName, given: Omit<GiveOut, 'lapsesAt'>): Promise<Envelope> {
    const read = await this.#read(title);
    demand(stateOf(read.record) === 'in-force', 'TITLE_NOT_IN_FORCE', 'a bill in force is accepted', '/records/0/id');
    const { recipient, endorsement } = given;
    this.#platform(recipient);
    return this.#signed(read, given, ({ steps, possession }, named) => {
      const holder = this.#acting(controlOf(read.record).holder, named);
      if (possession?.surrender) {
        demand(endorsement === undefined, 'ENDORSEMENT_DOES_NOT_FIT', 'a rejected surrender endorses nothing');
        return [...steps, this.#step('SREJ', holder, recipient)];
      }
      return [
        ...steps,
        ...(endorsement === undefined || read.record.form === 'straight'
          ? []
          : [this.#step(ENDORSEMENT_CODES[endorsement], holder, endorsement === 'blank' ? undefined : recipient)]),
        this.#step('TRANSFER', holder, recipient),
      ];
    });
  }

  /**
   * Hands a bill over by the envelope that was made for it, which is given to nobody else meanwhile; also again, after an
   * offer of it has lapsed or was withdrawn. The platform is waited for, even where it has accepted ahead.
   *
   * Throws `CHAIN_OUTDATED` where something was done with the bill since, what `envelopeFor` does, and `Titles.handOver`.
   */
  async offer(title: TitleName, envelope: Envelope, lapsesAt: Instant): Promise<Receipt & Committed> {
    const { transportDocument, envelopeTransferChain: chain } = envelope;
    const { steps, trusted } = await this.#told(await this.#read(title), transportDocument, chain.slice(0, -1));
    const { transactions } = (await verifyTransferChain(transportDocument, chain, trusted)).entries.at(-1)!;
    const [last, endorsed, ...none] = transactions.slice(steps.length).reverse();
    const endorsement = ENDORSEMENTS.find((one) => ENDORSEMENT_CODES[one] === endorsed?.actionCode);
    demand(
      (last?.actionCode === 'TRANSFER' || last?.actionCode === 'SREJ') &&
        (endorsed === undefined || endorsement !== undefined) &&
        none.length === 0 &&
        digestOfJson(transactions.slice(0, steps.length)) === digestOfJson(steps.map(transactionOf)),
      'CHAIN_OUTDATED',
      'an envelope is accepted whose chain tells what was done here so far, and hands the bill over; make a new one',
      '/envelopeTransferChain',
    );
    return this.#titles.handOver(title, {
      ...{ to: this.#platform(last.recipient), transferChain: chainOf(envelope), lapsesAt },
      ...(endorsement && { endorsement }),
    });
  }

  /** Whether a bill is offered by an envelope, or is elsewhere by it; `here` where it is neither, or came back since. */
  async whereIs(title: TitleName, envelope: Envelope): Promise<'here' | 'offered' | 'elsewhere'> {
    const { record, acts } = await this.#read(title);
    const chain = chainOf(envelope);
    if (record.offer?.crosses?.transferChain === chain) return 'offered';
    return crossingsOf(record, acts).at(-1)?.transferChain === chain ? 'elsewhere' : 'here';
  }

  /**
   * Tells the platform where a bill was surrendered that the carrier has accepted (SACC): the chain's last entry. Nothing
   * passes by it; the bill has come to its end here. Throws what `giveOut` does, and `TITLE_NOT_SURRENDERED`.
   */
  async tellSurrendered(
    title: TitleName,
    given: Pick<GiveOut, 'document' | 'before' | 'visualisation' | 'supportingDocuments'>,
  ): Promise<Envelope> {
    return this.#signed(await this.#read(title), given, ({ steps, possession }) => {
      const surrender = possession?.surrender;
      demand(
        surrender !== undefined && steps.at(-1)?.action === 'SACC',
        'TITLE_NOT_SURRENDERED',
        'a bill is accepted that was surrendered on another platform, and whose surrender the carrier has accepted',
      );
      return steps.map((step) => (step.action === 'SACC' ? { ...step, recipient: surrender.by } : step));
    });
  }

  /**
   * What was done with a bill, on other platforms, too (DCSA END 3.0.4). `before` is the chain on which it last crossed,
   * where it did. Throws `DOCUMENT_CHANGED`, `CHAIN_CONTRADICTED`, `PARTY_CODE_MISSING`, `MOVED_BY_ORDER`, …
   */
  async endorsementChain(title: TitleName, given: Pick<GiveOut, 'document' | 'before'>): Promise<EndorsementChain> {
    return endorsementChainOf(given.document, await this.#allSteps(await this.#read(title), given));
  }

  /**
   * The surrender of a bill that waits for its carrier's answer, as the carrier is asked (DCSA SUR 3.0.4). Throws what
   * `endorsementChain` does, and `TITLE_NOT_SURRENDERED`.
   */
  async surrenderRequest(title: TitleName, given: Pick<GiveOut, 'document' | 'before'>): Promise<SurrenderRequest> {
    const read = await this.#read(title);
    return surrenderRequestOf(read.record, given.document, await this.#allSteps(read, given));
  }

  async #allSteps(
    read: Replayed<Title>,
    { document, before = [] }: Pick<GiveOut, 'document' | 'before'>,
  ): Promise<TransferStep[]> {
    const { steps, known } = await this.#told(read, document, before);
    return [...stepsOfEntries(known?.entries ?? []), ...steps];
  }

  /**
   * Takes a bill back from another platform, as that platform or its agent: verifies every link of the chain, and that it
   * goes on from what this ledger knows of it; then hands the bill back by an act that carries the digest of the chain.
   * It is answered only once the bill is open here; take the same envelope in again when documents have come, or when its
   * recipient has accepted.
   *
   * Throws only where there is no answer yet: the bill is frozen, something else is offered, the ledger is not reached.
   */
  async takeIn(title: TitleName, given: unknown, came: TakeIn): Promise<TakenIn> {
    const { record, acts } = await this.#read(title);
    const { code, trust } = this.options;
    const crossings = crossingsOf(record, acts);
    const digests = (given as Partial<Envelope> | null)?.envelopeTransferChain;
    const sent = Array.isArray(digests) ? digests.filter((one) => typeof one === 'string') : [];
    const returns = crossings.filter(({ into }) => into === 'in-force').map(({ transferChain }) => transferChain);
    const reception = await receiveEnvelope(given, {
      platform: code,
      trust: { ...trust, carriers: [...trust.carriers, ...(await this.#carrierKeys(record))] },
      knows: (party) => this.#handleOf(party) !== undefined,
      entries: crossings.map(({ transferChain }) => checksumOfDigest(transferChain)),
      accepted: sent.filter((one) => returns.includes(digestOf(one))),
      documents: [...(came.documents?.keys() ?? [])],
    });
    if (!('envelope' in reception)) return this.#answered(reception);
    try {
      return await this.#received(title, record, sent, reception, came);
    } catch (error) {
      if (!(error instanceof Refusal) || !(error.code in FINAL)) throw error;
      return this.#answered(rejected(FINAL[error.code]!, error, sent));
    }
  }

  async #received(
    title: TitleName,
    record: Title,
    sent: readonly string[],
    reception: Extract<Reception, { answer: 'RECE' | 'missing' }>,
    came: TakeIn,
  ): Promise<TakenIn> {
    const { envelope } = reception;
    const { possession } = envelope.chain;
    const transferChain = digestOf(sent.at(-1)!);
    demandDocumentOf(record, envelope.document, '/transportDocument');
    for (const [checksum, bytes] of came.documents ?? []) {
      const wrong = receiveDocument(envelope, checksum, bytes);
      if (wrong) return { answer: 'INCD', response: await this.#sign(wrong) };
    }
    if (reception.answer === 'missing') {
      if (!came.isFinished) return { answer: 'missing', missing: reception.missing };
      const finished = finishTransfer(envelope, [...(came.documents?.keys() ?? [])]);
      return { answer: 'MDOC', response: await this.#sign(finished) };
    }
    demand(
      stateOf(record) === 'elsewhere',
      'TITLE_NOT_IN_FORCE',
      `the registry has the bill here, ${stateOf(record)}; one that it has on another platform is accepted`,
    );
    const received = { answer: 'RECE' as const, response: await this.#sign(reception.finished) };
    // What only tells of an endorsement or of an answer leaves the bill where it is.
    if (possession.possessor.eblPlatform !== this.options.code) return received;
    const to = this.#handleOf(possession.possessor)!;
    const { offer } = record;
    if (offer?.crosses?.transferChain === transferChain) return { answer: 'waiting', for: offer.to };
    const endorsement = endorsementBack(record, to, possession);
    const acceptedBy = await this.#titles.acceptanceOf(title, to, 'both');
    const receipt = await this.#titles.handBack(title, {
      ...{ to, transferChain, lapsesAt: came.lapsesAt },
      ...(endorsement && { endorsement }),
      ...(acceptedBy && { acceptedBy }),
    });
    return acceptedBy ? { ...received, receipt } : { answer: 'waiting', for: to, receipt };
  }

  async #answered(reception: Exclude<Reception, { answer: 'RECE' | 'missing' }>): Promise<TakenIn> {
    const { finished, ...rest } = reception;
    return { ...rest, response: await this.#sign(finished) };
  }

  /** The chain with one more entry, of what was done here since and what `more` makes of it; every link verified. */
  async #signed(
    read: Replayed<Title>,
    given: Omit<GiveOut, 'recipient' | 'lapsesAt'>,
    more: (
      here: { steps: TransferStep[]; possession: Possession | undefined },
      named: (handle: Handle) => NamedParty,
    ) => TransferStep[],
  ): Promise<Envelope> {
    const { code, registry, signer } = this.options;
    const { document, before = [], issuanceManifest, visualisation, supportingDocuments } = given;
    const { steps, known, named, trusted } = await this.#told(read, document, before);
    const envelope = await signTransfer(
      {
        ...{ document, platform: code, before },
        steps: more({ steps, possession: known?.possession }, (handle) => demandNamed(handle, named)),
        ...(issuanceManifest !== undefined && { issuanceManifest }),
        ...(before.length === 0 && { registry }),
        ...(visualisation && { visualisation }),
        ...(supportingDocuments && { supportingDocuments }),
      },
      signer,
    );
    await verifyTransferChain(document, envelope.envelopeTransferChain, trusted);
    return envelope;
  }

  /** What was done here, after the chain on which the bill last crossed, of which every link is verified. */
  async #told(
    { record, acts }: Replayed<Title>,
    document: TransportDocument,
    before: readonly string[],
  ): Promise<{ steps: TransferStep[]; known: VerifiedChain | undefined; named: PartyLookup; trusted: Trust }> {
    const { code, trust } = this.options;
    demandDocumentOf(record, document, '/document');
    const named = await this.#named(record, acts);
    const { steps, crossings } = stepsOf(record, acts, code, named);
    const last = crossings.at(-1)?.transferChain;
    demand(
      before.length === 0 ? last === undefined : last === digestOf(before.at(-1)!),
      'CHAIN_CONTRADICTED',
      'the chain on which the bill last crossed is accepted, as this ledger knows it by its digest',
      '/before',
    );
    const trusted = { ...trust, carriers: [...trust.carriers, ...(await this.#carrierKeys(record))] };
    const known = before.length > 0 ? await verifyTransferChain(document, before, trusted) : undefined;
    return { steps, known, named, trusted };
  }

  /** The party here that the recipient's platform is. */
  #platform(recipient: ChainParty | undefined): Handle {
    const { code, platforms } = this.options;
    const to = recipient && recipient.eblPlatform !== code ? platforms.get(recipient.eblPlatform) : undefined;
    demand(
      to !== undefined,
      'PLATFORM_UNKNOWN',
      `a recipient on another platform is accepted: ${[...platforms.keys()].join(', ')}`,
      '/recipient/eblPlatform',
    );
    return to;
  }

  #step(action: TransferStep['action'], actor: ChainParty, recipient: ChainParty | undefined): TransferStep {
    return { action, actor, at: this.session.now(), ...(recipient && { recipient }) };
  }

  /** The party of this session, and for whom it acts where it is not that one itself. */
  #acting(principal: Handle, named: (handle: Handle) => NamedParty): ChainParty {
    const { code: eblPlatform } = this.options;
    const actor = this.session.options.party?.handle ?? principal;
    if (actor === principal) return { ...named(principal), eblPlatform };
    const { partyName, identifyingCodes } = named(principal);
    return { ...named(actor), eblPlatform, representedParty: { partyName, identifyingCodes } };
  }

  #handleOf(party: ChainParty): Handle | undefined {
    return this.options.handleOf?.(party);
  }

  #sign(finished: TransferFinished): Promise<string> {
    return signCompact(finished, this.options.signer);
  }

  async #read(title: TitleName): Promise<Replayed<Title>> {
    const read = await this.session.read<Title>(addressOfTitle(title));
    return { ...read, record: settled(read.record, this.session.now()) };
  }

  /** The keys that signed for the bill's carrier when it was issued. */
  async #carrierKeys({ issuer, control }: Title): Promise<Trust['carriers'][number][]> {
    return carrierKeysOf(await this.#participant(issuer), control[0]!.from);
  }

  /** Who those are that had to do with a bill: as the caller names them, or else the registry in public. */
  async #named({ issuer, control }: Title, acts: Replayed<Title>['acts']): Promise<PartyLookup> {
    const known = new Map<Handle, NamedParty | undefined>();
    const handles = [issuer, ...control.flatMap((one) => [one.beneficiary, one.holder]), ...acts.map(actorOf)];
    const { party } = this.session.options;
    for (const handle of new Set(party ? [...handles, party.handle] : handles)) {
      known.set(handle, this.options.parties?.(handle) ?? namedParty(await this.#participant(handle)));
    }
    return (handle) => known.get(handle);
  }

  async #participant(handle: Handle): Promise<Participant> {
    return (await this.session.read<Participant>(addressOfParty(handle))).record;
  }
}

const chainOf = ({ envelopeTransferChain }: Envelope): Digest => digestOf(envelopeTransferChain.at(-1)!);

const actorOf = ({ act }: Replayed<Title>['acts'][number]): Handle => act.actor;

/** What the rules of this ledger refuse for good, and how other platforms are told so. */
const FINAL: Readonly<Record<string, 'BENV' | 'DISE'>> = {
  DOCUMENT_CHANGED: 'BENV',
  TITLE_NOT_WITH_POSSESSION: 'BENV',
  RECIPIENT_UNKNOWN: 'BENV',
  ENDORSEMENT_DOES_NOT_FIT: 'BENV',
  NOT_ENDORSABLE: 'BENV',
  NOT_THE_CONSIGNEE: 'BENV',
  TITLE_NOT_IN_FORCE: 'DISE',
  NOT_SOLE_CONTROLLER: 'DISE',
};
