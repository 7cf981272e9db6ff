import ipaddr from "ipaddr.js";
import type { WebsiteRecord } from "../../models/website.ts";
import { matchPath } from "../shared/match-path.ts";

export type DropReason = "bot" | "excluded_ip" | "excluded_country" | "excluded_hostname" | "excluded_path" | "foreign_hostname" | "privacy_signal" | "unknown_website" | "invalid";

export type Candidate = { website: WebsiteRecord; url: URL; ip: string | undefined; bot: boolean; privacySignal: boolean; country: string | null };

type Step = (candidate: Candidate) => DropReason | null;

const dropBot: Step = ({ bot }) => (bot ? "bot" : null);

/** Do Not Track or Global Privacy Control, where the website honours them. */
const dropPrivacySignal: Step = ({ website, privacySignal }) => (privacySignal && website.honorPrivacySignals ? "privacy_signal" : null);

const dropForeignHostname: Step = ({ website, url }) => (belongsTo(website, url.hostname) ? null : "foreign_hostname");

const dropExcludedHostname: Step = ({ website, url }) => (website.exclusions.hostnames.some((pattern) => matchesPattern(url.hostname, pattern)) ? "excluded_hostname" : null);

const dropExcludedPath: Step = ({ website, url }) => (website.exclusions.paths.some((pattern) => matchesPattern(url.pathname, pattern)) ? "excluded_path" : null);

const dropExcludedCountry: Step = ({ website, country }) => (country !== null && website.exclusions.countries.includes(country) ? "excluded_country" : null);

const dropExcludedIp: Step = ({ website, ip }) => {
  if (!ip || website.exclusions.ips.length === 0) return null;
  const address = ipaddr.process(ip);
  const hit = website.exclusions.ips.some((entry) => {
    const [range, bits] = entry.includes("/") ? ipaddr.parseCIDR(entry) : ([ipaddr.process(entry), null] as const);
    if (range.kind() !== address.kind()) return false;
    return address.match(range, bits ?? (address.kind() === "ipv4" ? 32 : 128));
  });
  return hit ? "excluded_ip" : null;
};

const STEPS: Step[] = [dropBot, dropPrivacySignal, dropForeignHostname, dropExcludedIp, dropExcludedCountry, dropExcludedHostname, dropExcludedPath];

/** Why a hit is dropped, or null: the first step that objects. */
export function findDropReason(candidate: Candidate): DropReason | null {
  for (const step of STEPS) {
    const reason = step(candidate);
    if (reason) return reason;
  }
  return null;
}

/** The website's domain, its subdomains, its further hostnames, and this machine (people try the script there first). */
export function belongsTo(website: Pick<WebsiteRecord, "domain" | "hostnames">, hostname: string): boolean {
  const host = hostname.toLowerCase();
  if (host === "localhost" || host === "127.0.0.1" || host === "[::1]") return true;
  return [website.domain, ...website.hostnames].some((own) => host === own || host.endsWith(`.${own}`));
}

/** `*` stands for anything, everything else for itself, in any case of letters. */
const matchesPattern = (text: string, pattern: string) => matchPath(pattern.toLowerCase(), text.toLowerCase());
