import { contractsFor as domainContractsFor, type ContractClass } from '@fairway/chaincode';
import { BareContract } from './bare-contract.js';

/** The contracts of a namespace with the bare one beside them, so that both are measured under one policy. */
export const contractsFor = (namespace: string): ContractClass[] => [...domainContractsFor(namespace), BareContract];
