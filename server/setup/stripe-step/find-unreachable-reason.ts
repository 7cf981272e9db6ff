import { isIP } from "node:net";
import { isPublicAddress } from "../site-check/address-policy.ts";

/** Why Stripe could not deliver to an address of this server, or null. Judged by the address alone; pure. */
export function findUnreachableReason(appUrl: string): string | null {
  const url = new URL(appUrl);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const local = isIP(host) ? !isPublicAddress(host) : host === "localhost" || !host.includes(".") || /\.(local|localhost|internal|lan|home|test|invalid)$/.test(host);
  if (local) return `Stripe cannot reach ${url.host}: give this server a public https address and set APP_URL to it. To try things out on this machine, let the Stripe CLI forward events`;
  if (url.protocol !== "https:") return "Stripe delivers live events to https addresses only: put a proxy with TLS in front and set APP_URL to its https address";
  return null;
}
