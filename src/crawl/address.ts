/** Which addresses may be visited: judged as written, and again as the name server resolves them. */
import ipaddr from 'ipaddr.js';
import { SourceError } from '../errors.js';

/**
 * Blocks no public site lives in: the special-purpose registries of IANA (RFC 6890) for IPv4.
 */
const REFUSED_V4 = [
  '0.0.0.0/8', // this network, RFC 791
  '10.0.0.0/8', // private, RFC 1918
  '100.64.0.0/10', // carrier-grade NAT and some clouds' metadata, RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122
  '169.254.0.0/16', // link-local and most clouds' metadata, RFC 3927
  '172.16.0.0/12', // private, RFC 1918
  '192.0.0.0/24', // protocol assignments, RFC 6890
  '192.0.2.0/24', // documentation, RFC 5737
  '192.88.99.0/24', // 6to4 relays, RFC 7526
  '192.168.0.0/16', // private, RFC 1918
  '198.18.0.0/15', // benchmarks, RFC 2544
  '198.51.100.0/24', // documentation, RFC 5737
  '203.0.113.0/24', // documentation, RFC 5737
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved, and broadcast, RFC 1112
].map((block) => ipaddr.IPv4.parseCIDR(block));

/** All that IANA has given out for the public internet (RFC 4291): loopback, local and multicast lie outside it. */
const PUBLIC_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
const REFUSED_V6 = [
  '2001::/23', // protocol assignments: Teredo (RFC 4380), benchmarks (RFC 5180), ORCHID (RFC 7343)
  '2001:db8::/32', // documentation, RFC 3849
  '3fff::/20', // documentation, RFC 9637
].map((block) => ipaddr.IPv6.parseCIDR(block));

/** IPv6 blocks that carry an IPv4 address, which is the one that counts, and the byte at which it begins. */
const CARRIERS = [
  { block: ipaddr.IPv6.parseCIDR('::/96'), at: 12 }, // v4-compatible, RFC 4291
  { block: ipaddr.IPv6.parseCIDR('::ffff:0:0/96'), at: 12 }, // v4-mapped, RFC 4291
  { block: ipaddr.IPv6.parseCIDR('64:ff9b::/96'), at: 12 }, // NAT64, RFC 6052
  { block: ipaddr.IPv6.parseCIDR('2002::/16'), at: 2 }, // 6to4, RFC 3056
];

const LONGEST_ADDRESS = 8_000;
const LONGEST_HOST = 253; // RFC 1035, as text
const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** True when no public site lives at this IP address, or when it is not an IP address at all. */
export function isRefusedIp(text: string): boolean {
  if (!ipaddr.isValid(text)) return true;
  const ip = ipaddr.parse(text);
  if (ip instanceof ipaddr.IPv4) return REFUSED_V4.some((block) => ip.match(block));
  const carrier = CARRIERS.find(({ block }) => ip.match(block));
  if (carrier !== undefined) {
    return isRefusedIp(
      ip
        .toByteArray()
        .slice(carrier.at, carrier.at + 4)
        .join('.'),
    );
  }
  return !ip.match(PUBLIC_V6) || REFUSED_V6.some((block) => ip.match(block));
}

/**
 * Checks an address as written, before any name is resolved, and returns it without its fragment.
 * @param allowPrivate exact `host:port` pairs that may be private and may have any port
 * @throws SourceError `bad-address` or `refused-address`
 */
export function checkAddress(text: string, allowPrivate: readonly string[]): URL {
  const url = parseAddress(text);
  if (isAllowed(url.hostname, portOf(url), allowPrivate)) return url;
  if (!Object.values(DEFAULT_PORTS).includes(portOf(url))) {
    throw new SourceError('refused-address', `${plainAddress(text)} (port ${portOf(url)} is not 80 or 443)`);
  }
  const ip = bareHost(url.hostname);
  if (ipaddr.isValid(ip) && isRefusedIp(ip)) throw new SourceError('refused-address', plainAddress(text));
  return url;
}

function parseAddress(text: string): URL {
  const bad = (reason: string) => new SourceError('bad-address', `${plainAddress(text)} (${reason})`);
  if (text.length > LONGEST_ADDRESS) throw bad('too long');
  if (/[\x00-\x20\x7f]/.test(text)) throw bad('it holds spaces or control characters');
  if (!URL.canParse(text)) throw bad('it cannot be understood');
  const url = new URL(text);
  if (!(url.protocol in DEFAULT_PORTS)) throw bad('neither http nor https');
  if (url.username !== '' || url.password !== '') throw bad('it carries a user name or password');
  if (url.hostname.length > LONGEST_HOST) throw bad('its host is too long');
  url.hash = '';
  return url;
}

/** The port a connection to this address goes to. */
export function portOf(url: URL): string {
  return url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? '') : url.port;
}

/** True when this very host and port was let through by name. */
export function isAllowed(hostname: string, port: string, allowPrivate: readonly string[]): boolean {
  return allowPrivate.some((entry) => entry.toLowerCase() === `${hostname}:${port}`);
}

/** An IPv6 host without the brackets it wears in an address. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** An address fit for messages: user names, passwords, queries and fragments may hold secrets and are left out. */
export function plainAddress(text: string): string {
  const visible = text.replace(/[?#].*$/s, '').replace(/^([^/]*\/\/)?[^/]*@/, '$1');
  return visible.replace(/[\x00-\x1f\x7f]/g, ' ').slice(0, 300);
}
