import ipaddr from "ipaddr.js";

/**
 * Whom limits count for an address: itself, or of IPv6 its network of 64 bits, since whoever has one address of it has them all. Null for a private or
 * loopback address: that is a proxy that TRUST_PROXY does not name yet, and all visitors come from it.
 */
export function senderNetwork(ip: string | undefined): string | null {
  if (ip === undefined || !ipaddr.isValid(ip)) return null;
  const address = ipaddr.process(ip);
  if (address.range() !== "unicast") return null;
  return address instanceof ipaddr.IPv6 ? `${address.parts.slice(0, 4).map((part) => part.toString(16)).join(":")}::/64` : address.toString();
}
