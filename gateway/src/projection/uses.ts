import {
  AeoDomain,
  MemberDomain,
  UseDomain,
  check,
  normaliseNumber,
  type AeoCertificate,
  type Digest,
  type Handle,
  type MemberRecord,
  type Use,
  type UseDetail,
} from '@fairway/model';
import { touchesDay, type TouchedUse, type UseCount } from '@fairway/sdk';
import type { CertificateName } from './batch.js';
import type { Connection } from './database.js';
import { recordOf } from './records.js';

/** A benefit that was given, with what only the partner and the issuer know of it. */
export type ProjectedUse = TouchedUse & Pick<Use, 'type' | 'month'>;

const counting = (use: string): string =>
  `${use}.kind = 'use' AND ${use}.record IS NOT NULL AND ${use}.refusal IS NULL AND ${use}.differs = 0
    AND json_extract(${use}.record, '$.withdrawn') IS NULL`;
const same = (one: string, other: string, ...paths: string[]): string =>
  paths.map((path) => `json_extract(${one}, '$.${path}') = json_extract(${other}, '$.${path}')`).join(' AND ');

/**
 * Uses that count: not withdrawn, with nothing kept but what their acts carry, and once for a declaration. A use's name
 * sees to that where the partner keeps to it, which nobody else can check; whoever has the details sees a second one.
 */
const COUNTING = `${counting('use')} AND json_extract(use.record, '$.issuer') = ? AND NOT EXISTS (
  SELECT 1 FROM detail AS own
    JOIN detail AS twin ON twin.number = own.number AND twin.kind = 'use' AND twin.member = own.member AND twin.id < own.id
    JOIN record AS other ON other.kind = 'use' AND other.member = twin.member AND other.id = twin.id
  WHERE own.kind = 'use' AND own.member = use.member AND own.id = use.id AND ${counting('other')}
    AND ${same('twin.detail', 'own.detail', 'declaration')} AND ${same('other.record', 'use.record', 'issuer', 'benefit')})`;

/** How often benefits were given to an issuer's operators, or to one of them. */
export function countsIn(db: Connection, issuer: string, operator?: Handle): UseCount[] {
  const ofOperator = `JOIN detail ON detail.kind = 'use' AND detail.member = use.member AND detail.id = use.id
    JOIN record AS certificate ON certificate.kind = 'aeo' AND certificate.member = json_extract(use.record, '$.issuer')
      AND certificate.id = detail.number AND certificate.holder = ?`;
  return db
    .all<UseCount>(
      `SELECT use.member AS partner, json_extract(use.record, '$.issuer') AS issuer,
        json_extract(use.record, '$.benefit') AS benefit, json_extract(use.record, '$.type') AS type,
        json_extract(use.record, '$.month') AS month, count(*) AS count
      FROM record AS use ${operator === undefined ? '' : ofOperator}
      WHERE ${COUNTING} GROUP BY partner, benefit, type, month ORDER BY partner, benefit, type, month`,
      ...(operator === undefined ? [issuer] : [operator, issuer]),
    )
    .map((row) => ({ ...row }));
}

/** The uses of a certificate. */
export function usesIn(db: Connection, { issuer, number }: CertificateName): ProjectedUse[] {
  return db
    .all<{ id: string; record: string; detail: string }>(
      `SELECT use.id, use.record, detail.detail FROM detail
        JOIN record AS use ON use.kind = detail.kind AND use.member = detail.member AND use.id = detail.id
      WHERE detail.kind = ? AND ${COUNTING} AND detail.number = ? ORDER BY use.member, use.id`,
      ...[UseDomain.kind, issuer, normaliseNumber(number)],
    )
    .map(({ id, record, detail }) => {
      const { partner, agreement, benefit, type, month } = JSON.parse(record) as Use;
      const { declaration, on } = JSON.parse(detail) as UseDetail;
      return { id, partner, agreement, benefit, type, month, declaration, on };
    });
}

/** The uses of a certificate that an act on it touches. */
export function touchedIn(db: Connection, { issuer, number }: CertificateName, act: Digest): ProjectedUse[] {
  const id = check(AeoDomain.id, normaliseNumber(number));
  const certificate = recordOf<AeoCertificate>(db, { kind: AeoDomain.kind, member: issuer, id })?.record;
  if (!certificate) return [];
  return usesIn(db, { issuer, number: id }).filter(({ partner, on }) => {
    const { timeZone } = recordOf<MemberRecord>(db, { kind: MemberDomain.kind, member: partner, id: partner })!.record;
    return touchesDay(certificate, act, on, timeZone);
  });
}
