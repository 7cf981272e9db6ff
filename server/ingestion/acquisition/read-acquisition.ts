import { CLICK_IDS, nameSource, readChannel } from "./channel-rules.ts";
import { isCheckoutHost } from "../../shared/checkout-hosts.ts";
import type { Touch } from "../../../models/touch.ts";

export type Acquisition = Pick<Touch, "channel" | "source" | "medium" | "campaign" | "keyword" | "content" | "referrer" | "clickId"> & {
  /** Tells one campaign from another; empty when the URL carries none. */
  campaignKey: string;
};

const MAX = 255;

/**
 * How a page view was acquired: UTM parameters first, then `ref`/`source`/`via`, click ids, then the referrer. The website's own hosts and
 * checkout hosts are no referrers. Sources are lower-cased and named; medium is lower-cased; campaign, keyword and content stay as written.
 */
export function readAcquisition(page: { url: URL; referrer: string | null; ownHosts: readonly string[] }): Acquisition {
  const text = (name: string) => page.url.searchParams.get(name)?.trim().slice(0, MAX) || null;
  const clickId = Object.keys(CLICK_IDS).find((name) => text(name) !== null) ?? null;
  const referrerHost = readReferrerHost(page.referrer, page.ownHosts);
  const tagged = text("utm_source") ?? text("ref") ?? text("source") ?? text("via");
  const medium = text("utm_medium")?.toLowerCase() ?? null;
  const campaign = text("utm_campaign");
  const keyword = text("utm_term");
  const content = text("utm_content");
  const named = tagged ? nameSource(tagged) : clickId ? CLICK_IDS[clickId] : referrerHost ? nameSource(referrerHost) : undefined;
  const kind = named?.kind ?? null;
  const parts = [tagged, medium, campaign, keyword, content, clickId ? `${clickId}=${text(clickId)}` : null];
  return {
    channel: readChannel({ kind, medium, clickId, hasSource: Boolean(tagged), referrerHost }),
    source: named?.source ?? null,
    medium,
    campaign,
    keyword,
    content,
    referrer: referrerHost,
    clickId,
    campaignKey: parts.some((part) => part !== null) ? parts.map((part) => part ?? "").join("\u001f") : "",
  };
}

function readReferrerHost(referrer: string | null, ownHosts: readonly string[]): string | null {
  if (!referrer || !URL.canParse(referrer)) return null;
  const host = new URL(referrer).hostname.toLowerCase().replace(/^www\./, "");
  const own = ownHosts.some((known) => host === known || host.endsWith(`.${known}`));
  return host === "" || own || isCheckoutHost(host) ? null : host;
}
