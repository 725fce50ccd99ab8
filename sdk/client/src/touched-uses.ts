import {
  check,
  endOfDay,
  normaliseNumber,
  startOfDay,
  touches,
  AeoDomain,
  type AeoCertificate,
  type CalendarDate,
  type Digest,
  type Use,
  type UseDetail,
} from '@fairway/model';
import { Aeo } from './aeo.js';
import { Members } from './registry.js';
import type { Session } from './session.js';
import { Uses } from './uses.js';

/** A benefit that was given on the strength of a certificate, on a day for which the answer has changed. */
export type TouchedUse = { id: string } & Pick<Use, 'partner' | 'agreement' | 'benefit'> &
  Pick<UseDetail, 'declaration' | 'on'>;

/** Whether an act on a certificate changed the answer for a day in a time zone: for its first or its last moment. */
export const touchesDay = (certificate: AeoCertificate, act: Digest, on: CalendarDate, timeZone: string): boolean =>
  [startOfDay(on, timeZone), endOfDay(on, timeZone)].some((moment) => touches(certificate, act, moment));

/**
 * The uses that an act on a certificate touches, at all partners: those on days for which a check answers otherwise since,
 * so that an annulment or an upheld appeal lists what rested on what it undid. Through services of the issuer, which knows
 * the declarations.
 *
 * Throws `RECORD_UNKNOWN` where there is no such certificate.
 */
export async function* touchedUses(
  session: Session,
  issuer: string,
  number: string,
  act: Digest,
): AsyncGenerator<TouchedUse> {
  const certificate = await new Aeo(session).get(issuer, number);
  const id = check(AeoDomain.id, normaliseNumber(number));
  const types = new Set(certificate.terms.map(({ type }) => type));
  const uses = new Uses(session);
  for (const partner of session.options.members) {
    if (partner === issuer) continue;
    let timeZone: string | undefined;
    for await (const use of uses.list(partner)) {
      if (use.issuer !== issuer || !types.has(use.type)) continue;
      const detail = await uses.detail(partner, use.id);
      if (detail?.number !== id) continue;
      timeZone ??= (await new Members(session).get(partner)).timeZone;
      if (!touchesDay(certificate, act, detail.on, timeZone)) continue;
      const { agreement, benefit } = use;
      yield { id: use.id, partner, agreement, benefit, declaration: detail.declaration, on: detail.on };
    }
  }
}
