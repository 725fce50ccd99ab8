import { Failure } from '@fairway/model';

/** What went wrong with a key or a certificate; the names are stable. */
export type WalletErrorCode =
  /** The CA does not know the id, or not this secret; or the secret is used up, or the id is revoked. */
  | 'CA_AUTHENTICATION_FAILED'
  /** The CA knows the caller and does not let it do this. */
  | 'CA_AUTHORIZATION_FAILED'
  /** No CA answers at the address, or not under the TLS roots given. */
  | 'CA_UNREACHABLE'
  /** The CA understood and said no, as it says in the sentence. */
  | 'CA_REFUSED'
  | 'IDENTITY_ALREADY_REGISTERED'
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_REVOKED'
  /** The certificate comes from another CA than the one that was asked. */
  | 'CERTIFICATE_FOREIGN'
  /** The private key does not belong to the certificate. */
  | 'KEY_MISMATCH'
  | 'KEY_UNSUPPORTED'
  | 'KEY_EXISTS'
  | 'KEY_NOT_FOUND'
  | 'KEY_NAME_NOT_ALLOWED'
  | 'KEY_FILE_DAMAGED'
  /** What is to be opened was wrapped to another key, or changed. */
  | 'NOT_FOR_THIS_KEY'
  | 'WRONG_PASSPHRASE'
  | 'PASSPHRASE_TOO_SHORT';

/** Thrown by everything in this package; the sentence says what would be accepted. */
export class WalletError extends Failure<WalletErrorCode> {
  override readonly name = 'WalletError';
}
