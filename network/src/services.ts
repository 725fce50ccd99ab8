import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EnrolledIdentity } from '@fairway/wallets';
import { authorityOf, enrolmentSecret, REGISTRAR } from './authority.js';
import { NetworkFailure } from './failure.js';
import { type MemberHome, paths } from './home.js';
import { enrolmentsOf, readIdentity, SERVICE_ATTRIBUTE, theRegistrar, writeIdentity } from './identities.js';
import { renewed } from './renewal.js';

/** A service of a member: a client of its peers, known by a certificate of its own. */
export interface Service {
  id: string;
  /** Whether the contracts take ticks from it and show it the member's private records. */
  isTrusted: boolean;
  serial: string;
  /** When its certificate expires, ISO 8601. */
  certificateExpires: string;
}

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * Registers a service at the member's CA and enrols it; its key and certificate lie in the home, for `connectionOf`.
 * Enrolling one again that was broken off completes it.
 *
 * Throws `SERVICE_NAME_TAKEN` for a name that is in use or not allowed, and the `WalletError`s of the CA.
 */
export async function enrolService(home: MemberHome, id: string, isTrusted: boolean): Promise<Service> {
  const taken = [...new Set([...enrolmentsOf(home).map((enrolment) => enrolment.id), ...(await identitiesIn(home))])];
  if (!NAME.test(id) || taken.includes(id))
    throw new NetworkFailure(
      'SERVICE_NAME_TAKEN',
      `a service is named in small letters, digits and hyphens, and not ${taken.join(', ')}`,
    );
  const authority = await authorityOf(home);
  const registrar = await theRegistrar(home, authority);
  const secret = await enrolmentSecret(home, id);
  const attributes = isTrusted ? [{ name: SERVICE_ATTRIBUTE, value: 'true', ecert: true }] : [];
  await authority
    .register(registrar, { id, secret, type: 'client', maxEnrollments: -1, attributes })
    .catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'IDENTITY_ALREADY_REGISTERED') throw error;
    });
  const identity = await authority.enrol({ id, secret });
  await writeIdentity(home, id, identity);
  return described(id, identity);
}

/** Gives a service a new key and certificate; what uses it takes them up with its next connection. */
export async function reenrolService(home: MemberHome, id: string): Promise<Service> {
  await demandService(home, id);
  const identity = await renewed(home, await authorityOf(home), id, await readIdentity(home, id));
  await writeIdentity(home, id, identity);
  return described(id, identity);
}

/** The member's services: the gateway and what was enrolled besides. */
export async function services(home: MemberHome): Promise<Service[]> {
  const ids = (await identitiesIn(home)).filter((id) => isService(home, id)).sort();
  return Promise.all(ids.map(async (id) => described(id, await readIdentity(home, id))));
}

/** Throws `SERVICE_UNKNOWN` unless the member has such a service. */
export async function demandService(home: MemberHome, id: string): Promise<void> {
  const known = (await services(home)).map((service) => service.id);
  if (!known.includes(id))
    throw new NetworkFailure(
      'SERVICE_UNKNOWN',
      `${home.layout.id} has no service ${id}; its services are ${known.join(', ')}`,
    );
}

const identitiesIn = (home: MemberHome): Promise<string[]> =>
  readdir(dirname(paths.identity(home, REGISTRAR))).then((names) => names.filter((name) => NAME.test(name)));

/** Nodes, the administrator and the registrar are none. */
function isService(home: MemberHome, id: string): boolean {
  const enrolment = enrolmentsOf(home).find((one) => one.id === id);
  return enrolment ? enrolment.service === true : id !== REGISTRAR;
}

/** fabric-ca puts an id's attributes into an extension of its own, as JSON. */
function described(id: string, { certificate }: EnrolledIdentity): Service {
  const { raw, serialNumber, validTo } = new X509Certificate(certificate);
  return {
    id,
    isTrusted: raw.includes(`"${SERVICE_ATTRIBUTE}":"true"`),
    serial: serialNumber.toLowerCase(),
    certificateExpires: new Date(validTo).toISOString(),
  };
}
