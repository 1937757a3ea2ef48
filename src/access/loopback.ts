import { BlockList, isIPv6 } from 'node:net';

const addresses = new BlockList();
addresses.addSubnet('127.0.0.0', 8);
addresses.addAddress('::1', 'ipv6');

/** Whether an address is the one by which a machine calls itself: whoever has it is on this machine. */
export const isLoopback = (ip: string): boolean =>
  // A list is slow to look into, and nearly all of these calls come from this address.
  ip === '127.0.0.1' || addresses.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
