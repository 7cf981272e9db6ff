import ipaddr from "ipaddr.js";

/** Where the checker may go. Production allows public addresses on the web's own ports; development also lets the machine itself through. */
export type FetchPolicy = { allowsAddress(address: string): boolean; allowsPort(port: number): boolean };

export const PUBLIC_WEB: FetchPolicy = { allowsAddress: isPublicAddress, allowsPort: (port) => port === 80 || port === 443 };
export const LOCAL_TOO: FetchPolicy = { allowsAddress: (address) => isPublicAddress(address) || isLoopback(address), allowsPort: () => true };

/**
 * True for an address of the open internet alone: not loopback, private, link-local (cloud metadata), carrier-grade NAT, unique-local, multicast,
 * reserved, nor an IPv6 form that carries an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo). Source: the IANA special-purpose registries.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === "ipv4") return parsed.range() === "unicast";
  const parts = (parsed as ipaddr.IPv6).parts;
  // Global unicast is 2000::/3: whatever lies outside is something else, named by the registry or not.
  const global = ((parts[0] ?? 0) & 0xe000) === 0x2000;
  return global && parsed.range() === "unicast";
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}
