import './logging.js';
import { demand, memberOf } from '@fairway/model';
import type { Contract } from 'fabric-contract-api';
import { AeoContract } from './aeo/contract.js';
import { AgreementContract } from './agreement/contract.js';
import { AnswerContract, ClaimContract } from './claim/contract.js';
import { ClockContract } from './clock/contract.js';
import { MandateContract } from './mandate/contract.js';
import { PledgeContract } from './pledge/contract.js';
import { RecordContract } from './record/contract.js';
import { TableContract } from './table/contract.js';
import { TitleContract } from './title/contract.js';
import { UseContract } from './use/contract.js';
import { FoundingContract, ParticipantContract } from './registry/contract.js';

const CONTRACTS = [
  ClockContract,
  FoundingContract,
  ParticipantContract,
  MandateContract,
  AgreementContract,
  AeoContract,
  UseContract,
  ClaimContract,
  AnswerContract,
  TableContract,
  TitleContract,
  PledgeContract,
  RecordContract,
];

/** A contract class that Fabric's runtime makes without arguments. */
export type ContractClass = new () => Contract;

/** The contracts of one namespace, bound to the member that owns it. Throws `WRONG_NAMESPACE` for a name of no member. */
export function contractsFor(namespace: string): ContractClass[] {
  const member = memberOf(namespace);
  demand(member !== undefined, 'WRONG_NAMESPACE', 'a namespace is called fairway- and the two letters of its member');
  return CONTRACTS.map((Base: new (member: string) => Contract) => {
    return class extends Base {
      constructor() {
        super(member!);
      }
    };
  });
}
