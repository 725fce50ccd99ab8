import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Refusal, demand } from '@fairway/model';

/** Which addresses a gateway posts to; whoever names one must not reach what only the gateway's host can reach. */
export interface AddressRule {
  /** Networks that are private and may be posted to all the same, as `10.20.0.0/16`; none by default. */
  networks?: readonly string[];
  /** Whether this machine may be posted to, also by http: for development. */
  loopback?: boolean;
  /** How names are resolved; default the system's. */
  resolve?: (name: string) => Promise<LookupAddress[]>;
}

/** Where no member of the public internet is (IANA's registries of special-purpose addresses). */
const NOT_PUBLIC_V4 = networksOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
]);
const PUBLIC_V6 = networksOf(['2000::/3']);
/** Of those: protocol assignments with Teredo, documentation, 6to4 (which carries any IPv4 address), documentation. */
const NOT_PUBLIC_V6 = networksOf(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);
const LOOPBACK = networksOf(['127.0.0.0/8', '::1/128']);

/** The addresses that a URL may lead to, by a rule. */
export class Addresses {
  readonly #allowed: BlockList;

  constructor(private readonly rule: AddressRule = {}) {
    this.#allowed = networksOf(rule.networks ?? []);
  }

  /**
   * Refuses a URL that is never posted to. Throws `URL_NOT_ALLOWED`. A name may lead elsewhere later: what it leads to is
   * looked at with each connection.
   */
  demand(url: string): void {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const refuse = (sentence: string) => new Refusal('URL_NOT_ALLOWED', sentence, '/url');
    if (!parsed || !['https:', 'http:'].includes(parsed.protocol) || parsed.hash !== '' || parsed.href !== url)
      throw refuse('an https address in its normal form and without a fragment is accepted');
    if (parsed.username !== '' || parsed.password !== '')
      throw refuse('an address without credentials is accepted; the signature says who posts');
    const host = hostOf(parsed);
    const isHere = host === 'localhost' || (isIP(host) !== 0 && isIn(LOOPBACK, host));
    if (parsed.protocol === 'http:' && !(isHere && this.rule.loopback))
      throw refuse('an https address is accepted; http only on this machine, where the gateway is set to develop on');
    if (isIP(host) === 0 ? isHere && !this.rule.loopback : !this.isAllowed(host))
      throw refuse('an address on the public internet is accepted, or in a network that the gateway is set to post to');
  }

  /** Whether an IP address is on the public internet, or in a network that the rule names. */
  isAllowed(address: string): boolean {
    if (isIn(this.#allowed, address) || (this.rule.loopback && isIn(LOOPBACK, address))) return true;
    return isIP(address) === 4
      ? !isIn(NOT_PUBLIC_V4, address)
      : isIn(PUBLIC_V6, address) && !isIn(NOT_PUBLIC_V6, address);
  }

  /** Resolves names for connections: to allowed addresses, and to none where any of them is not. */
  get lookup(): LookupFunction {
    return (name, options, answer) => {
      this.#resolved(name).then(
        (found) => {
          if (options.all) answer(null, found);
          else answer(null, found[0]!.address, found[0]!.family);
        },
        (error: Error) => answer(error, []),
      );
    };
  }

  async #resolved(name: string): Promise<LookupAddress[]> {
    const found = await (this.rule.resolve ?? systemResolves)(name);
    demand(
      found.length > 0 && found.every(({ address }) => this.isAllowed(address)),
      'ADDRESS_NOT_ALLOWED',
      `${name} does not lead to the public internet`,
    );
    return found;
  }
}

/** The host of a URL as addresses are written, without IPv6's brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const systemResolves = (name: string): Promise<LookupAddress[]> =>
  new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
  });

function isIn(networks: BlockList, address: string): boolean {
  return networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function networksOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits = ''] = range.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
