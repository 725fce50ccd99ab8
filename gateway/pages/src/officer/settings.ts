/** What a deployment decides about the officers' page; the gateway serves it as `officer/settings.json`. */
export interface OfficerSettings {
  /** Whose officers sign here. */
  member: string;
  /** The network's members, who endorse beside the owner of a record. */
  members: string[];
  signIn: SignInSettings;
}

/** How officers sign in. */
export interface SignInSettings {
  /** The OpenID Connect issuer's address, as it stands in its tokens. */
  issuer: string;
  /** What this page is called at the issuer: a public client, without a secret. */
  clientId: string;
  scope: string;
  /** What the gateway is called in tokens, for issuers that are told (RFC 8707). */
  resource?: string;
}
