import { createHash, randomBytes } from 'node:crypto';
import { isLoopback } from '@fairway/model';

/** Who signs in, and for whom, as the consent page was filled in. */
export interface Consent {
  clientId: string;
  subject: string;
  roles: readonly string[];
  handle?: string;
  nonce?: string;
  /** The audience of the token (RFC 8707). */
  resource: string;
}

/** What is answered over HTTP. */
export interface Page {
  status: number;
  headers: Record<string, string>;
  body: string;
}

interface Given extends Consent {
  redirectUri: string;
  challenge: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** Milliseconds that a code is good for. */
const CODE_LIFE = 60_000;

/** What an application asks with, and the form brings back. */
const ASKED = ['client_id', 'redirect_uri', 'state', 'nonce', 'code_challenge', 'scope', 'resource'] as const;

/**
 * The authorization code flow with PKCE (RFC 6749, RFC 7636) of an issuer for development: whoever sits before the browser
 * says who signs in. It sends codes to pages of this machine only.
 */
export class DevelopmentConsent {
  readonly #given = new Map<string, Given>();

  constructor(private readonly issuer: () => string) {}

  /** The consent page, or why there is none. */
  ask(asked: URLSearchParams): Page {
    const wrong = whyNot(asked);
    return wrong === undefined ? page(200, consentPage(asked), targetOf(asked)) : page(400, `<p>${escaped(wrong)}</p>`);
  }

  /** Goes back to the application with a code for what was agreed to, or with a no. */
  answer(form: URLSearchParams): Page {
    const wrong = whyNot(form);
    if (wrong !== undefined) return page(400, `<p>${escaped(wrong)}</p>`);
    const back = new URL(form.get('redirect_uri')!);
    back.searchParams.set('iss', this.issuer());
    if (form.has('state')) back.searchParams.set('state', form.get('state')!);
    if (form.get('answer') === 'yes') back.searchParams.set('code', this.#codeFor(form));
    else back.searchParams.set('error', 'access_denied');
    return { status: 303, headers: { location: back.href, 'cache-control': 'no-store' }, body: '' };
  }

  /** What a code was given for: once, to the client that asked for it, and to who knows the verifier of its challenge. */
  redeem(form: URLSearchParams): Consent | undefined {
    const code = form.get('code') ?? '';
    const given = this.#given.get(code);
    this.#given.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isIts =
      given !== undefined &&
      given.until > Date.now() &&
      given.challenge === challenge &&
      given.clientId === form.get('client_id') &&
      given.redirectUri === form.get('redirect_uri');
    return isIts ? given : undefined;
  }

  #codeFor(form: URLSearchParams): string {
    const code = randomBytes(24).toString('base64url');
    const [handle, nonce] = [form.get('handle')?.trim(), form.get('nonce')];
    this.#given.set(code, {
      clientId: form.get('client_id')!,
      redirectUri: form.get('redirect_uri')!,
      challenge: form.get('code_challenge')!,
      resource: form.get('resource') ?? form.get('client_id')!,
      subject: form.get('subject')?.trim() || 'developer',
      roles: form.getAll('role'),
      ...(handle ? { handle } : {}),
      ...(nonce === null ? {} : { nonce }),
      until: Date.now() + CODE_LIFE,
    });
    return code;
  }
}

function whyNot(asked: URLSearchParams): string | undefined {
  const target = URL.parse(asked.get('redirect_uri') ?? '');
  if (!target || !isLoopback(target.hostname)) return 'redirect_uri: a page on this machine is accepted';
  if (!asked.get('client_id')) return 'client_id is needed';
  if (asked.get('response_type') !== 'code') return 'response_type: code is accepted';
  if (asked.get('code_challenge_method') !== 'S256' || !asked.get('code_challenge'))
    return 'a code_challenge by S256 is needed';
  return undefined;
}

const targetOf = (asked: URLSearchParams): string => new URL(asked.get('redirect_uri')!).origin;

const STYLE =
  'body{font:100%/1.5 system-ui,sans-serif;margin:2rem auto;max-width:34rem;padding:0 1rem;color:#16202b}input[name=subject],input[name=handle]{display:block;width:100%;box-sizing:border-box}input,button{font:inherit;padding:.375rem .75rem}fieldset{border:1px solid #75838f;border-radius:.5rem}';

const page = (status: number, content: string, target = ''): Page => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self' ${target}; frame-ancestors 'none'; base-uri 'none'`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  },
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sign in, for development</title><style>${STYLE}</style></head><body><main>${content}</main></body></html>\n`,
});

function consentPage(asked: URLSearchParams): string {
  const hidden = [...ASKED, 'response_type', 'code_challenge_method']
    .filter((name) => asked.has(name))
    .map((name) => `<input type="hidden" name="${name}" value="${escaped(asked.get(name)!)}">`);
  const role = (name: string, isChosen = false) =>
    `<label><input type="checkbox" name="role" value="${name}"${isChosen ? ' checked' : ''}> ${name}</label> `;
  return [
    '<h1>Sign in, for development</h1>',
    `<p>${escaped(asked.get('client_id')!)} at ${escaped(targetOf(asked))} asks who you are. This issuer believes what you say; no member trusts it.</p>`,
    '<form method="post" action="authorize">',
    ...hidden,
    '<p><label>Name <input name="subject" value="developer" autocomplete="off"></label></p>',
    '<p><label>Handle, where you know it <input name="handle" autocomplete="off" spellcheck="false"></label></p>',
    `<fieldset><legend>Roles</legend>${role('party')}${role('officer', true)}${role('service')}</fieldset>`,
    '<p><button name="answer" value="yes">Sign in</button> <button name="answer" value="no">Cancel</button></p>',
    '</form>',
  ].join('\n');
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
