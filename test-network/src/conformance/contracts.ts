import { contractsFor as domainContractsFor, type ContractClass } from '@fairway/chaincode';
import { ConformanceContract } from './contract.js';

/**
 * The contracts of a namespace with the conformance contract among them: what a member's process serves in place of
 * the chaincode, so that a network comes up as ever and answers the hard questions, too.
 */
export function contractsFor(namespace: string): ContractClass[] {
  return [...domainContractsFor(namespace), ConformanceContract];
}
