import { Failure } from '@fairway/model';

/** Why something about the network could not be done; the names are stable. */
export type FailureCode =
  | 'TOPOLOGY_INVALID'
  | 'TOPOLOGY_CHANGED'
  | 'SETTINGS_INVALID'
  | 'GO_MISSING'
  | 'GO_TOO_OLD'
  | 'BUILD_FAILED'
  | 'PORT_IN_USE'
  | 'DISK_FULL'
  | 'NODE_DIED'
  | 'NODE_NOT_READY'
  | 'NODE_UNKNOWN'
  | 'SERVICE_UNKNOWN'
  | 'SERVICE_NAME_TAKEN'
  | 'MEMBER_UNKNOWN'
  | 'NOT_FOUNDED'
  | 'NOT_RUNNING'
  | 'GENESIS_DIFFERS'
  | 'FABRIC_REFUSED'
  | 'EXCHANGE_INCOMPLETE'
  | 'PROGRAM_MISSING'
  | 'APPROVALS_MISSING'
  | 'NOT_CONFIRMED'
  | 'NOT_READY'
  | 'BUSY';

/** Thrown when the network cannot do as told: a stable code, and a sentence that says what to do about it. */
export class NetworkFailure extends Failure<FailureCode> {
  override readonly name = 'NetworkFailure';
}
