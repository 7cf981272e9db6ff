import { randomUUID } from "node:crypto";
import { readAcquisition } from "../../server/ingestion/acquisition/read-acquisition.ts";
import type { ReadyHit } from "../../server/ingestion/ready-hit.ts";

/** A page view (or a goal) that passed every step, at any time. */
export function playHit(told: { websiteId: string; visitorId: string; clientSessionId: string; at: Date; path: string; hostname?: string; campaign?: string; country?: string | null; goal?: string | null }): ReadyHit {
  const { campaign = "", goal = null, hostname = "shop.example.com", country = null, ...own } = told;
  const query = campaign ? `?utm_source=newsletter&utm_medium=email&utm_campaign=${encodeURIComponent(campaign)}` : "";
  return {
    ...own,
    hostname,
    country,
    hitId: randomUUID(),
    type: goal ? "goal" : "pageview",
    title: null,
    referrer: null,
    name: goal,
    value: null,
    params: null,
    engagedMs: null,
    region: null,
    city: null,
    device: "desktop",
    browser: "Chrome",
    os: "Linux",
    screen: null,
    language: null,
    acquisition: readAcquisition({ url: new URL(`https://${hostname}${own.path}${goal ? "" : query}`), referrer: null, ownHosts: [hostname] }),
    checkoutSignal: false,
  };
}
