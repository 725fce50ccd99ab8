import { isPublicRole, type Role } from '@fairway/model';
import type { Command } from 'commander';
import { collected } from './collected.js';
import { date } from './moment.js';
import { present } from './present.js';

/** What the options say of a party: who it is, what it may do, and how its sponsor came to know it. */
export interface ProfileOptions {
  role: string[];
  office?: string;
  name?: string;
  tin: string[];
  eori: string[];
  lei: string[];
  scac: string[];
  smdg: string[];
  address?: string;
  contact?: string;
  dueDiligence?: string;
  checkedOn?: string;
  licence?: string;
  licenceUntil?: string;
  insurance?: string;
  insuranceUntil?: string;
}

/** Adds the options of a party's profile. */
export function withProfile(command: Command): Command {
  return command
    .option('--file <file>', 'the profile in YAML or JSON; options go before it')
    .option('--role <role>', 'what the party does, or its office; may be repeated', collected, [])
    .option('--office <name>', "of an officer: the office's own name")
    .option('--name <name>', 'its name; public only where the role makes it so')
    .option('--tin <tin>', 'Trader Identification Number; may be repeated', collected, [])
    .option('--eori <eori>', 'EORI number; may be repeated', collected, [])
    .option('--lei <lei>', 'Legal Entity Identifier; may be repeated', collected, [])
    .option('--scac <code>', "a carrier's Standard Carrier Alpha Code; may be repeated", collected, [])
    .option('--smdg <code>', "a carrier's SMDG liner code; may be repeated", collected, [])
    .option('--address <text>', 'its address, which is private')
    .option('--contact <text>', 'whom to ask for, which is private')
    .option('--due-diligence <reference>', "the file of the sponsor's check")
    .option('--checked-on <date>', 'the day of that check', date)
    .option('--licence <reference>', 'the licence that its role needs')
    .option('--licence-until <date>', 'the last day of the licence', date)
    .option('--insurance <reference>', 'the insurance that its role needs')
    .option('--insurance-until <date>', 'the last day of the insurance', date);
}

/**
 * The arguments of a registration or an amendment, and the private identity beside them, from options and a file's
 * content. The file has the arguments as they are, with the private identity under `private`. Shapes are checked by
 * whoever takes them.
 */
export function profileOf(
  options: ProfileOptions,
  file: Readonly<Record<string, unknown>> = {},
): { args: Record<string, unknown>; identity?: Record<string, unknown> } {
  const { private: fromFile, ...rest } = file;
  const { role, office, dueDiligence, checkedOn, licence, licenceUntil, insurance, insuranceUntil } = options;
  const args: Record<string, unknown> = {
    ...rest,
    ...present({
      roles: role.length > 0 ? role : undefined,
      office,
      dueDiligence: both({ reference: dueDiligence, on: checkedOn }),
      licence: both({ reference: licence, validTo: licenceUntil }),
      insurance: both({ reference: insurance, validTo: insuranceUntil }),
    }),
  };
  const roles = Array.isArray(args['roles']) ? (args['roles'] as Role[]) : [];
  const identity = identityOf(options);
  if (roles.some(isPublicRole)) {
    return { args: { ...args, ...(identity ? { public: { ...asObject(rest['public']), ...identity } } : {}) } };
  }
  return { args, identity: { identifiers: [], ...asObject(fromFile), ...identity } };
}

function identityOf({
  name,
  tin,
  eori,
  lei,
  scac,
  smdg,
  address,
  contact,
}: ProfileOptions): Record<string, unknown> | undefined {
  const identifiers = [
    ...tin.map((value) => ({ scheme: 'TIN', value })),
    ...eori.map((value) => ({ scheme: 'EORI', value })),
    ...lei.map((value) => ({ scheme: 'LEI', value })),
    ...scac.map((value) => ({ scheme: 'SCAC', value })),
    ...smdg.map((value) => ({ scheme: 'SMDG', value })),
  ];
  const identity = present({ name, identifiers: identifiers.length > 0 ? identifiers : undefined, address, contact });
  return Object.keys(identity).length > 0 ? identity : undefined;
}

/** An object of two options that belong together; with one of them the ledger says which is missing. */
const both = (properties: object): object | undefined =>
  Object.values(properties).some((value) => value !== undefined) ? present(properties) : undefined;

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
