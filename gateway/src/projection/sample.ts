import { randomInt } from 'node:crypto';
import { Refusal, canonical } from '@fairway/model';
import { Aeo, Agreements, recognised, type Session } from '@fairway/sdk';
import { unknown, type Answer, type CertificateName, type Viewed } from './batch.js';

/** A certificate about which the projection and the peer say different things. */
export interface Difference {
  certificate: CertificateName;
  projected: Answer;
  peer: Answer;
}

/** What came of asking the peer about some of the answers. */
export interface Sample {
  checked: number;
  /** What still differed when the projection had caught up with the peer. */
  differing: Difference[];
  /** What differed because the peer was ahead, and no longer does; the answers themselves are as of the batch's height. */
  lagging: CertificateName[];
  /** Why the peer could not be asked; the answers are then unchecked. */
  failed?: { code: string; message: string };
}

/** Some of them, each as likely as the next, as nobody can foretell. */
export function drawn<T>(all: readonly T[], count: number): T[] {
  const rest = [...all];
  for (let place = 0; place < Math.min(count, rest.length); place++) {
    const other = randomInt(place, rest.length);
    [rest[place], rest[other]] = [rest[other]!, rest[place]!];
  }
  return rest.slice(0, count);
}

/** What the peer says of certificates, replayed from their signed acts. */
export async function askPeer(
  session: Session,
  certificates: readonly CertificateName[],
  viewed: Viewed,
): Promise<Answer[]> {
  const agreements = await new Agreements(session).all();
  return Promise.all(
    certificates.map(async (certificate) => {
      const { issuer, number } = certificate;
      const { partner, at, knownAt } = viewed;
      try {
        const checked = await new Aeo(session).check(issuer, number, at, knownAt);
        return { ...recognised(checked, { issuer, partner }, agreements), certificate };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { code, message } = error;
        return { ...unknown(viewed, `the peer refuses it: ${message}`), certificate, doubt: { code, message } };
      }
    }),
  );
}

/** Whether two answers say the same; of a record that is in doubt with both, nothing more is compared. */
export const agree = (one: Answer, other: Answer): boolean =>
  one.doubt || other.doubt ? one.doubt?.code === other.doubt?.code : canonical(one) === canonical(other);
