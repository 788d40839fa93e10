/** Which hosts are one site to be spared as a whole. */
import { getDomain } from 'tldts';
import { isAllowed, portOf } from './address.js';

/**
 * The name of the group a host belongs to. Hosts of one registrable domain share their machines and their limits:
 * `ann.tumblr.com` and `bob.tumblr.com`, `www.reddit.com` and `old.reddit.com`. Where a domain gives out sites of their
 * own (`ann.github.io`, by the private part of the Public Suffix List) each is its own group. Hosts of a local network
 * have no such bonds: IP addresses, `localhost`, bare names and whatever `allow_private` names stand for themselves, by
 * host and port.
 */
export function hostGroup(url: URL, allowPrivate: readonly string[]): string {
  const local = isAllowed(url.hostname, portOf(url), allowPrivate) || !url.hostname.includes('.');
  if (local) return url.host;
  return getDomain(url.hostname, { allowPrivateDomains: true }) ?? url.host;
}
