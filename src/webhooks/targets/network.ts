import { isIP } from 'node:net';
import * as ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** What is routed to the outside. Of IPv6 nothing else has been given out, so whatever hides an IPv4 address is not in it. */
const GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3');

/** Addresses that look like any other, at which a cloud tells its machines about themselves. */
const METADATA = ['168.63.129.16'];

/** Whether a text is a network, as `10.0.0.0/8` or `fd00::/8`. */
export const isNetwork = (text: string): boolean => ipaddr.isValidCIDR(text);

/** The networks that texts name. @throws Error for a text that names none */
export const networksOf = (texts: readonly string[]): Network[] => texts.map((text) => ipaddr.parseCIDR(text));

/**
 * Whether an address is one of the open internet, and so neither of this machine nor of the network it stands in.
 * An IPv4 address in the form of IPv6 counts as what it is.
 */
export function isOutside(text: string): boolean {
  if (!isIP(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast' || METADATA.includes(address.toString())) return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL);
}

/** Whether an address is in one of some networks. */
export function isWithin(text: string, networks: readonly Network[]): boolean {
  if (!isIP(text)) return false;
  const address = ipaddr.process(text);
  return networks.some((network) => network[0].kind() === address.kind() && address.match(network));
}
