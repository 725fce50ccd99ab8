import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IssueArgs, PrivateIdentity, PublishArgs, RegisterArgs, Role } from '@fairway/model';
import { AEO_TYPES, codesAtHome, digestOf, newHandle, sponsorOf } from '@fairway/model';
import { Members, Participants, Session, Tables, type Ledger, type Party, type SessionOptions } from '@fairway/sdk';
import { makeActKey, signAct, type ActSigner } from '@fairway/wallets';
import { parse } from 'yaml';

/** An administration as its founding act names it, with its AEO programme's type code. */
export interface Administration {
  member: string;
  name: string;
  timeZone: string;
  programme: string;
}

/** The members of the bConnect programme. */
export const ADMINISTRATIONS: readonly Administration[] = [
  {
    member: 'AR',
    name: 'Agencia de Recaudación y Control Aduanero',
    timeZone: 'America/Argentina/Buenos_Aires',
    programme: 'OEA',
  },
  { member: 'BO', name: 'Aduana Nacional', timeZone: 'America/La_Paz', programme: 'OEA' },
  { member: 'BR', name: 'Receita Federal do Brasil', timeZone: 'America/Sao_Paulo', programme: 'OEA-S' },
  { member: 'PY', name: 'Dirección Nacional de Ingresos Tributarios', timeZone: 'America/Asuncion', programme: 'OEA' },
  { member: 'UY', name: 'Dirección Nacional de Aduanas', timeZone: 'America/Montevideo', programme: 'OEC' },
];

/** Somebody with a key of its own, for demonstrations and tests. */
export interface Actor extends Party {
  signer: ActSigner;
}

/** Makes a key and a handle under a sponsor; nothing is registered yet. */
export async function makeActor(
  member: string,
  handle = newHandle(member),
  algorithm: ActSigner['algorithm'] = 'ES256',
): Promise<Actor> {
  const signer = await makeActKey(algorithm);
  return { handle, signer, sign: (act) => signAct(act, [{ handle, signer }]) };
}

/** How a cast reaches the ledger: a session of a member, as somebody or only to read. */
export type Stage = (member: string, party?: Party) => Session;

/** A stage over the ledgers of a network's members, one session a member and party. */
export function stageOf(
  members: readonly string[],
  ledgerOf: (member: string) => Ledger,
  options: Partial<SessionOptions> = {},
): Stage {
  return (member, party) => new Session({ ...options, ledger: ledgerOf(member), members, ...(party ? { party } : {}) });
}

/** Founds a member with one registrar. */
export async function foundMember(
  stage: Stage,
  { member, name, timeZone }: Administration,
  network: string,
): Promise<Actor> {
  const registrar = await makeActor(member);
  const { handle, signer } = registrar;
  const registrars = [{ handle, office: 'Registro de operadores', jwk: signer.publicKey }];
  await new Members(stage(member)).found({ member, name, network, timeZone, registrars }, registrar);
  return registrar;
}

/** Publishes a member's root certificate (PEM), by which anyone then checks what its peers sign. */
export async function publishRoot(stage: Stage, registrar: Actor, pem: string): Promise<void> {
  const member = sponsorOf(registrar.handle);
  const roots = [{ certificate: new X509Certificate(pem).raw.toString('base64') }];
  await new Members(stage(member, registrar)).publishRoots(member, { roots, retired: [] });
}

/** A reference table of a member as config/tables has it. */
function shippedTable(member: string, name: string): { effectiveFrom: string; rows: PublishArgs['set'] } {
  const file = new URL(`../../config/tables/${member}/${name}.yaml`, import.meta.url);
  return parse(readFileSync(file, 'utf8')) as ReturnType<typeof shippedTable>;
}

/** Publishes the types of a member's AEO programme, by a supervisor that its registrar registers for it. */
export async function publishAeoTypes(stage: Stage, registrar: Actor): Promise<Actor> {
  const member = sponsorOf(registrar.handle);
  const supervisor = await registerOfficer(stage, registrar, 'supervisor');
  const { effectiveFrom, rows } = shippedTable(member, AEO_TYPES);
  await new Tables(stage(member, supervisor)).publish(member, AEO_TYPES, effectiveFrom, rows);
  return supervisor;
}

const DUE_DILIGENCE = { reference: 'EXP-2026-0001', on: '2026-01-15' };

/** Registers an officer of the registrar's member. */
export async function registerOfficer(stage: Stage, registrar: Actor, office: Role): Promise<Actor> {
  const args = { roles: [office], office: `Oficina: ${office}`, dueDiligence: DUE_DILIGENCE };
  return register(stage, registrar, args, { name: `Legajo ${registrar.handle.slice(-4)}`, identifiers: [] });
}

/** Registers a trader of the registrar's member, by a TIN that names that member. */
export async function registerTrader(stage: Stage, registrar: Actor, number: number): Promise<Actor> {
  const tin = `${sponsorOf(registrar.handle)}${String(30_500_000_000 + number)}`;
  const args = { roles: ['trader' as const], dueDiligence: DUE_DILIGENCE };
  return register(stage, registrar, args, {
    name: `Operador de ejemplo ${number}`,
    identifiers: [{ scheme: 'TIN', value: tin }],
  });
}

/** Registers a carrier of the registrar's member, by the first SCAC that is at home there. */
export async function registerCarrier(stage: Stage, registrar: Actor): Promise<Actor & { code: string }> {
  const code = codesAtHome('SCAC', sponsorOf(registrar.handle))[0]!;
  const identifiers = [{ scheme: 'SCAC' as const, value: code }];
  const args = { roles: ['carrier' as const], dueDiligence: DUE_DILIGENCE, public: { name: 'Naviera', identifiers } };
  return { ...(await register(stage, registrar, args)), code };
}

/** What a bill of lading of these parties says, apart from who they are. */
export const BILL_TERMS: Omit<IssueArgs, 'issuer' | 'shipper'> = {
  form: 'order',
  document: digestOf('transport document'),
  quantities: [{ unit: 'KGM', thousandths: 24_000_000 }],
  issuedOn: '2026-03-01',
  placeOfIssue: 'ARBUE',
  law: 'PY',
  rulebook: 'Rulebook 1',
  answerWithin: { days: 3, count: 'working' },
};

/** Registers a bank of the registrar's member, by a TIN that names that member. */
export async function registerBank(stage: Stage, registrar: Actor, number: number): Promise<Actor> {
  const value = `${sponsorOf(registrar.handle)}${String(30_700_000_000 + number)}`;
  const identity = { name: `Banco de ejemplo ${number}`, identifiers: [{ scheme: 'TIN' as const, value }] };
  const licence = { reference: `BC-${number}`, validTo: '2036-12-31' };
  const args = { roles: ['bank' as const], dueDiligence: DUE_DILIGENCE, licence, public: identity };
  return register(stage, registrar, args);
}

/** Registers any party of the registrar's member with a key of its own. */
export async function register(
  stage: Stage,
  registrar: Actor,
  args: Omit<RegisterArgs, 'keys' | 'claims'>,
  identity?: Omit<PrivateIdentity, 'salt'>,
): Promise<Actor> {
  const member = sponsorOf(registrar.handle);
  const actor = await makeActor(member);
  const participants = new Participants(stage(member, registrar));
  await participants.register(member, { ...args, keys: [{ jwk: actor.signer.publicKey }] }, identity, actor.handle);
  return actor;
}
