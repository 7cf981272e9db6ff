import ipaddr from "ipaddr.js";

/** A private or loopback address is a proxy that TRUST_PROXY does not name yet: all visitors come from it, so it has no limit as one person would. */
export function isPublicAddress(ip: string | undefined): boolean {
  return ip !== undefined && ipaddr.isValid(ip) && ipaddr.process(ip).range() === "unicast";
}
