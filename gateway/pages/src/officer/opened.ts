import { checkAeo, digestOfJson, instantOf, versionAt, type AeoCertificate, type AeoCheck } from '@fairway/model';
import { Aeo, Participants, type AeoEvent, type Session } from '@fairway/sdk';

/** A certificate as its signed acts make it, how it stands, and what was decided. */
export interface Opened {
  number: string;
  certificate: AeoCertificate;
  check: AeoCheck;
  events: AeoEvent[];
  /** The holder's name, where this member may read it and it is the one that was signed for. */
  holder?: string;
}

/** Reads a certificate. Throws `RECORD_UNKNOWN` where there is none, and what a broken chain is refused for. */
export async function openedAt(session: Session, member: string, number: string): Promise<Opened> {
  const aeo = new Aeo(session);
  const certificate = await aeo.get(member, number);
  const [events, holder] = await Promise.all([aeo.history(member, number), nameOf(session, certificate.holder)]);
  return {
    number: certificate.number,
    certificate,
    check: checkAeo(certificate, instantOf(Date.now())),
    events,
    ...(holder === undefined ? {} : { holder }),
  };
}

/** The terms of a certificate as they stand. */
export const termsOf = ({ certificate: { terms }, check: { at } }: Pick<Opened, 'certificate' | 'check'>) =>
  versionAt(terms, at) ?? terms[0]!;

/** An operator's name, checked against the digest that its registrar signed; undefined where it cannot be read here. */
async function nameOf(session: Session, handle: string): Promise<string | undefined> {
  const registry = new Participants(session);
  try {
    const { public: named, private: digest } = await registry.get(handle);
    if (named) return named.name;
    const identity = await registry.getPrivate(handle);
    return identity && digestOfJson(identity) === digest ? identity.name : undefined;
  } catch {
    return undefined;
  }
}
