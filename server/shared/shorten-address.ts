import ipaddr from "ipaddr.js";

/** An address without its last part, `203.0.113.0/24` or `2001:db8::/48`: tells networks apart, not people. */
export function shortenAddress(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  const bits = parsed.kind() === "ipv4" ? 24 : 48;
  const range = parsed.kind() === "ipv4" ? ipaddr.IPv4.networkAddressFromCIDR(`${parsed.toString()}/${bits}`) : ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${bits}`);
  return `${range.toString()}/${bits}`;
}
