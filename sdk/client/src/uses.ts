import {
  Refusal,
  UseDetail,
  UseDomain,
  check,
  digestOfJson,
  useId,
  type Receipt,
  type RecordAddress,
  type Use,
  type WithdrawUseArgs,
} from '@fairway/model';
import type { infer as Infer } from 'zod';
import { actWithDetail } from './private-part.js';
import { random, secretOf } from './secret.js';
import type { Fetched, Session } from './session.js';
import type { Committed } from './submit.js';

/** A benefit that was applied to a declaration. */
export interface Applied {
  agreement: string;
  issuer: string;
  number: string;
  type: string;
  benefit: string;
  declaration: string;
  /** The day, at the partner. */
  on: string;
}

/** How often a benefit was given, in a month, to holders of a type. */
export interface UseCount {
  partner: string;
  issuer: string;
  benefit: string;
  type: string;
  month: string;
  count: number;
}

/** Benefits given: recorded by the partner that gave them, counted by everyone, known in detail by it and the issuer. */
export class Uses {
  constructor(private readonly session: Session) {}

  /**
   * Records a benefit, as an officer of the partner and through its services. Throws `RECORD_EXISTS` where this benefit
   * is recorded for this declaration already, `NOT_OWED`, `IN_THE_FUTURE`, …
   */
  async record(partner: string, applied: Applied): Promise<{ id: string; receipt: Receipt & Committed }> {
    const { agreement, issuer, type, benefit, ...rest } = applied;
    const detail = check(UseDetail, { salt: random(), ...rest });
    const id = useId(await secretOf(this.session, partner), applied, detail);
    const args = { agreement, issuer, type, benefit, month: detail.on.slice(0, 7) };
    const intent = { type: 'use.record', records: [address(partner, id)], args };
    return { id, receipt: await actWithDetail(this.session, intent, detail) };
  }

  /** What was recorded by mistake no longer counts. Throws `RECORD_CLOSED`, … */
  withdraw(partner: string, id: string, args: Infer<typeof WithdrawUseArgs>): Promise<Receipt & Committed> {
    return this.session.act({ type: 'use.withdraw', records: [address(partner, id)], args });
  }

  /** The use as its signed acts make it. Throws `RECORD_UNKNOWN` where there is none. */
  async get(partner: string, id: string): Promise<Use> {
    return (await this.session.read<Use>(address(partner, id))).record;
  }

  /**
   * Which certificate and declaration it was, through services of the partner or the issuer; undefined where it was not
   * kept. Throws `DIGEST_DIFFERS` where it is not what was signed.
   */
  async detail(partner: string, id: string): Promise<UseDetail | undefined> {
    const use = await this.get(partner, id);
    const detail = (await this.session.ask(partner, 'use:readDetail', id)) as UseDetail | undefined;
    if (detail && digestOfJson(detail) !== use.private) {
      throw new Refusal('DIGEST_DIFFERS', 'what is kept is not the detail that was signed');
    }
    return detail;
  }

  /** All uses at a partner that carry their signatures and were not withdrawn, read page by page. */
  async *list(partner: string): AsyncGenerator<{ id: string } & Use> {
    let bookmark = '';
    do {
      const page = (await this.session.ask(partner, 'use:list', '100', bookmark)) as {
        uses: ({ id: string } & Fetched)[];
        bookmark: string;
      };
      const reader = await this.session.readerOf(page.uses);
      for (const { id, ...kept } of page.uses) {
        try {
          const { record } = await reader.read<Use>(address(partner, id), kept);
          if (!record.withdrawn) yield { id, ...record };
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      }
      bookmark = page.bookmark;
    } while (bookmark !== '');
  }

  /** How often partners gave benefits to an issuer's operators, by partner, benefit, type and month. */
  async counts(issuer: string): Promise<UseCount[]> {
    const counts = new Map<string, UseCount>();
    for (const partner of this.session.options.members) {
      for await (const use of this.list(partner)) {
        if (use.issuer !== issuer) continue;
        const { benefit, type, month } = use;
        const key = [partner, benefit, type, month].join(' ');
        const counted = counts.get(key) ?? { partner, issuer, benefit, type, month, count: 0 };
        counts.set(key, { ...counted, count: counted.count + 1 });
      }
    }
    return [...counts.keys()].sort().map((key) => counts.get(key)!);
  }
}

const address = (partner: string, id: string): RecordAddress => ({ member: partner, kind: UseDomain.kind, id });
