import { statSync } from 'node:fs';
import { setImmediate as otherWork, setTimeout as pause } from 'node:timers/promises';
import { Refusal, demand, instantOf, type Digest, type Handle, type Instant, type RecordAddress } from '@fairway/model';
import {
  LedgerError,
  hashedWrites,
  privateWrites,
  publicWrites,
  type Ledger,
  type Session,
  type UseCount,
} from '@fairway/sdk';
import { becomeFollower } from '../follower.js';
import { answersTo, type Answer, type CertificateName, type Question, type Viewed } from './batch.js';
import { Connection, openDatabase } from './database.js';
import { Details } from './details.js';
import { recordOf, type Projected } from './records.js';
import { Replay } from './replay.js';
import { agree, askPeer, drawn, type Sample } from './sample.js';
import {
  searchCertificates,
  searchParticipants,
  searchTitles,
  type CertificateQuery,
  type ParticipantQuery,
  type SearchPage,
  type SearchResult,
  type TitleQuery,
} from './search.js';
import { progressIn, type Progress } from './state.js';
import { countsIn, touchedIn, usesIn, type ProjectedUse } from './uses.js';

/** The answers to a batch, in the order of its questions, and as of when. */
export interface Batch extends Progress, Viewed {
  answers: Answer[];
  sample: Sample;
}

export interface BatchOptions {
  /** The moment asked about; default now. */
  at?: Instant;
  /** As far as it was recorded by then; default all that is. */
  knownAt?: Instant;
  /** How many answers are checked on the peer; default 20. */
  sample?: number;
}

/** Answers of a batch that are checked on the peer when the caller says nothing. */
const SAMPLE = 20;

/** Milliseconds that whoever follows it is given to come to the height at which the peer has just answered. */
const CATCHING_UP = 10_000;

/** Milliseconds between looks at how far another follower is. */
const LOOK = 20;

/**
 * A member's own view of all members' records: made of the signed acts in its own peer's blocks, and of the private
 * parts that it may read, in one SQLite file. A block's effect and the checkpoint after it are one database
 * transaction, so nothing is lost and nothing counts twice, whenever it is stopped. One process follows the blocks at a
 * time, and any may read meanwhile. The file can be thrown away; it is then made anew from the blocks.
 */
export class Projection {
  readonly #writing: Connection;
  readonly #reading: Connection;
  readonly #replay: Replay;
  readonly #details: Details;
  readonly #inode: number;
  /** The next block as this process has left it. */
  #left: bigint;

  private constructor(
    private readonly file: string,
    private readonly session: Session,
    private readonly member: string,
  ) {
    this.#writing = openDatabase(file);
    const kept = this.#writing.one<{ member: string }>('SELECT member FROM progress');
    demand(
      kept === undefined || kept.member === member,
      'NOT_ALLOWED',
      `${file} is the projection of ${kept?.member}; name another file for ${member}`,
    );
    if (!kept)
      this.#writing.run("INSERT OR IGNORE INTO progress (one, member, next, hash) VALUES (1, ?, 0, x'')", member);
    this.#inode = statSync(file).ino;
    this.#reading = new Connection(file, true);
    this.#replay = new Replay(this.#writing, session.options.founded);
    this.#details = new Details(this.#writing, session, member);
    this.#left = this.progress.height;
  }

  /**
   * Opens the projection that is kept in a file, new or not. Throws `NOT_ALLOWED` for another member's, `OTHER_VERSION`
   * for one that a service of another version of Fairway keeps.
   *
   * @param session speaks to the member's own peer as the member's service, so that it reads what is shown to the member
   */
  static open(file: string, session: Session, member: string): Projection {
    return new Projection(file, session, member);
  }

  /** How far it has come. */
  get progress(): Progress {
    return progressIn(this.#reading);
  }

  /**
   * Takes the peer's blocks, from where it stopped, and then those to come, until the signal aborts, the session's ledger
   * is closed or, where `until` is given, that height is reached, which is all that the peer has then.
   *
   * Throws `FOLLOWED_ALREADY` where another process, or this one, follows it; `OTHER_LEDGER` where the peer's blocks are
   * not those that it has followed; `FILE_REPLACED` where its file is no longer the one that was opened.
   */
  async follow(signal: AbortSignal, until?: bigint): Promise<void> {
    const end = becomeFollower(this.file);
    demand(
      end !== undefined,
      'FOLLOWED_ALREADY',
      `${this.file} is followed already, as by a member's gateway; one follower at a time is accepted`,
    );
    try {
      await this.#follow(signal, until);
    } finally {
      end();
    }
  }

  /**
   * Has all blocks taken that the peer has now: takes them, or waits for whoever follows it. Throws `PROJECTION_BEHIND`
   * where that one does not come so far in ten seconds.
   */
  async catchUp(): Promise<void> {
    const peer = await this.session.options.ledger.height();
    const deadline = Date.now() + CATCHING_UP;
    for (let { height } = this.progress; height < peer; { height } = this.progress) {
      const end = becomeFollower(this.file);
      try {
        if (end) return await this.#follow(new AbortController().signal, peer);
      } finally {
        end?.();
      }
      demand(
        Date.now() < deadline,
        'PROJECTION_BEHIND',
        `the projection has ${height} of ${peer} blocks; it answers when its follower, whose log says more, has them all`,
      );
      await pause(LOOK);
    }
    this.#isWhole();
  }

  /**
   * Checks up to 10,000 certificates at once, and says what `partner` owes to their holders, by the rules that a single
   * check goes by. A random sample is checked on the peer, too; whatever differs is in the answer.
   *
   * Throws `TOO_MANY`. Where the peer does not answer, the sample says so.
   */
  async checkMany(partner: string, questions: readonly Question[], options: BatchOptions = {}): Promise<Batch> {
    const { at = instantOf(Date.now()), knownAt, sample = SAMPLE } = options;
    const viewed: Viewed = { partner, at, ...(knownAt === undefined ? {} : { knownAt }) };
    const { progress, answers } = this.#reading.snapshot(() => ({
      progress: this.progress,
      answers: answersTo(this.#reading, questions, viewed),
    }));
    const known = answers.filter((answer): answer is Named => answer.certificate !== undefined);
    return { ...progress, ...viewed, answers, sample: await this.#check(drawn(known, sample), viewed) };
  }

  /**
   * How often partners gave benefits to an issuer's operators, by partner, benefit, type and month; to one operator only
   * where it is named, as the issuer's and the partner's own projections know.
   */
  useCounts(issuer: string, operator?: Handle): UseCount[] {
    return countsIn(this.#reading, issuer, operator);
  }

  /** The uses of a certificate that this member may know of, its own or those of its own certificates. */
  usesOf(certificate: CertificateName): ProjectedUse[] {
    return usesIn(this.#reading, certificate);
  }

  /** The uses that an act on a certificate touches: those on days for which a check answers otherwise since. */
  touchedUses(certificate: CertificateName, act: Digest): ProjectedUse[] {
    return this.#reading.snapshot(() => touchedIn(this.#reading, certificate, act));
  }

  /** AEO certificates by how they stand at a moment, a page at a time. */
  certificates(query: CertificateQuery, page: SearchPage): SearchResult {
    return this.#reading.snapshot(() => searchCertificates(this.#reading, query, page));
  }

  /** Bills by who has to do with them and how they stand at a moment, a page at a time. */
  titles(query: TitleQuery, page: SearchPage): SearchResult {
    return this.#reading.snapshot(() => searchTitles(this.#reading, query, page));
  }

  /** Participants and officers by what they may be at a moment and by their public names, a page at a time. */
  participants(query: ParticipantQuery, page: SearchPage): SearchResult {
    return this.#reading.snapshot(() => searchParticipants(this.#reading, query, page));
  }

  /** Any record as its acts make it; undefined where no signed act has made one. */
  record<R extends object>(address: RecordAddress): Projected<R> | undefined {
    return recordOf<R>(this.#reading, address);
  }

  close(): void {
    this.#reading.close();
    this.#writing.close();
  }

  async #check(answers: readonly Named[], viewed: Viewed): Promise<Sample> {
    if (answers.length === 0) return { checked: 0, differing: [], lagging: [] };
    try {
      return await this.#compare(answers, viewed);
    } catch (error) {
      const isBehind = error instanceof Refusal && error.code === 'PROJECTION_BEHIND';
      if (!(error instanceof LedgerError || isBehind)) throw error;
      const { code, message } = error;
      return { checked: 0, differing: [], lagging: [], failed: { code, message } };
    }
  }

  async #compare(answers: readonly Named[], viewed: Viewed): Promise<Sample> {
    const certificates = (some: readonly Named[]) => some.map(({ certificate }) => certificate);
    const first = await askPeer(this.session, certificates(answers), viewed);
    const apart = answers.filter((answer, index) => !agree(answer, first[index]!));
    if (apart.length === 0) return { checked: answers.length, differing: [], lagging: [] };
    await this.catchUp();
    const projected = answersTo(
      this.#reading,
      apart.map(({ certificate }) => ({ certificate })),
      viewed,
    );
    const peer = await askPeer(this.session, certificates(apart), viewed);
    const same = apart.map((_, index) => agree(projected[index]!, peer[index]!));
    return {
      checked: answers.length,
      differing: apart.flatMap(({ certificate }, index) =>
        same[index] ? [] : [{ certificate, projected: projected[index]!, peer: peer[index]! }],
      ),
      lagging: certificates(apart).filter((_, index) => same[index]),
    };
  }

  async #follow(signal: AbortSignal, until: bigint | undefined): Promise<void> {
    // What an earlier follower deleted may still stand in the log, had it no time to empty it.
    this.#writing.emptyLog();
    const { height } = this.progress;
    if (until !== undefined && height >= until) return until > 0n ? this.#isWhole() : undefined;
    // The last block that was taken comes first again, to tell the ledger by.
    const from = height === 0n ? 0n : height - 1n;
    for await (const delivered of this.session.options.ledger.blocksWithPrivateData(from, signal)) {
      this.#demandOwnFile();
      try {
        await this.#writing.transaction(() => this.#take(delivered));
      } catch (error) {
        this.#replay.forget();
        throw error;
      }
      this.#details.forget();
      if (signal.aborted) return;
      if (until !== undefined && this.progress.height >= until) return this.#isWhole();
      // Blocks that wait already would else keep the process from all else.
      await otherWork();
    }
  }

  #isWhole(): void {
    this.#writing.run('UPDATE progress SET isWhole = 1 WHERE isWhole = 0');
  }

  /** A file that was thrown away is still written by who has it open, and read by nobody. */
  #demandOwnFile(): void {
    const found = statSync(this.file, { throwIfNoEntry: false })?.ino;
    demand(
      found === this.#inode,
      'FILE_REPLACED',
      `${this.file} was thrown away; it is made anew when it is opened again`,
    );
  }

  /** All that a block changes, the checkpoint among it. */
  async #take(delivered: Delivered): Promise<void> {
    const block = delivered.getBlock()!;
    const number = BigInt(block.getHeader()!.getNumber());
    const dataHash = block.getHeader()!.getDataHash_asU8();
    const { next, hash } = this.#writing.one<{ next: number; hash: Uint8Array }>('SELECT next, hash FROM progress')!;
    const height = BigInt(next);
    if (number === height - 1n && Buffer.compare(hash, dataHash) !== 0) {
      throw new Refusal(
        'OTHER_LEDGER',
        `block ${number} is another one than the projection has taken; a projection is kept for one ledger`,
      );
    }
    if (number < height) return;
    demand(number === height, 'BLOCK_MISSING', `block ${height} comes next, not ${number}`);
    if (height !== this.#left) this.#replay.forget();
    const [done, hashed] = [publicWrites(block), hashedWrites(block)];
    for (const write of done) {
      const changed = await this.#replay.take(write);
      if (changed) this.#details.settle(changed);
    }
    this.#details.take(hashed, privateWrites(delivered));
    await this.#details.ask();
    const time = [...done, ...hashed]
      .map(({ timestamp }) => instantOf(timestamp))
      .sort()
      .at(-1);
    this.#writing.run(
      'UPDATE progress SET next = ?, hash = ?, time = coalesce(?, time)',
      ...[Number(number) + 1, dataHash, time ?? null],
    );
    this.#left = number + 1n;
  }
}

type Named = Answer & { certificate: CertificateName };

/** A block as the peer hands it out to its member. */
type Delivered = ReturnType<Ledger['blocksWithPrivateData']> extends AsyncIterable<infer Block> ? Block : never;
