import type { WebsiteRecord } from "../../models/website.ts";
import { newHitId } from "../shared/ids.ts";
import { findWebsite } from "../websites/find-website.ts";
import { hitsAccepted, hitsDropped, hitsRefused } from "../shared/meters.ts";
import { isCheckoutClick, isCheckoutHost } from "../shared/checkout-hosts.ts";
import { readAcquisition } from "./acquisition/read-acquisition.ts";
import { findDropReason } from "./drop-rules.ts";
import { readDevice } from "./read-device.ts";
import { deriveVisitor } from "./derive-visitor.ts";
import { readLocation } from "./read-location.ts";
import type { DropReason } from "./drop-rules.ts";
import type { DerivedIds } from "./derive-visitor.ts";
import type { HitRecorder } from "./hit-recorder.ts";
import type { ReadyHit } from "./ready-hit.ts";
import type { Drop } from "./write-drops.ts";
import type { ParsedHit } from "./parse-track-request.ts";

export type Sender = { ip: string | undefined; userAgent: string; headers: Record<string, string | string[] | undefined>; trustHeaders: boolean };
export type Accepted = { accepted: number; dropped: { index: number; reason: DropReason }[]; unknownWebsites: number; cookieless: DerivedIds | null };

/** True when the browser asks not to be tracked: `DNT: 1` or `Sec-GPC: 1`. */
export function readPrivacySignal(headers: Sender["headers"]): boolean {
  return headers["dnt"] === "1" || headers["sec-gpc"] === "1";
}

/** Runs hits through the steps (drop, then put what is known of the sender) and records what is left; resolves after the durable write. */
export async function acceptHits(hits: { index: number; hit: ParsedHit }[], sender: Sender, deps: { recorder: HitRecorder; now: Date }): Promise<Accepted> {
  const result = await accept(hits, sender, deps).catch((error: unknown) => {
    hitsRefused.inc({ reason: "unavailable" }, hits.length);
    throw error;
  });
  hitsAccepted.inc(result.accepted);
  for (const { reason } of result.dropped) hitsDropped.inc({ reason });
  return result;
}

async function accept(hits: { index: number; hit: ParsedHit }[], sender: Sender, deps: { recorder: HitRecorder; now: Date }): Promise<Accepted> {
  const location = await readLocation(sender);
  const { bot, device, browser, os } = readDevice(sender.userAgent);
  const privacySignal = readPrivacySignal(sender.headers);
  let cookieless: DerivedIds | null = null;
  const dropped: Accepted["dropped"] = [];
  const drops: Drop[] = [];
  const ready: ReadyHit[] = [];
  for (const { index, hit } of hits) {
    const website = await findWebsite(hit.websiteId);
    if (!website) {
      dropped.push({ index, reason: "unknown_website" });
      continue;
    }
    const reason = findDropReason({ website, url: hit.url, ip: sender.ip, bot, privacySignal, country: location.country });
    if (reason) {
      dropped.push({ index, reason });
      drops.push({ websiteId: website._id, day: deps.now.toISOString().slice(0, 10), reason });
    } else {
      const ids = website.cookieless || hit.cookieless ? await deriveVisitor({ websiteId: website._id, ip: sender.ip, userAgent: sender.userAgent, now: deps.now }) : null;
      cookieless ??= ids;
      ready.push(buildHit(website, ids ? { ...hit, ...ids } : hit, { ...location, device, browser, os }, deps.now));
    }
  }
  await deps.recorder.record(ready, drops);
  const unknownWebsites = dropped.filter(({ reason }) => reason === "unknown_website").length;
  return { accepted: ready.length, dropped, unknownWebsites, cookieless };
}

function buildHit(website: WebsiteRecord, hit: ParsedHit, known: Pick<ReadyHit, "country" | "region" | "city" | "device" | "browser" | "os">, now: Date): ReadyHit {
  const { url } = hit;
  const returning = hit.referrer && URL.canParse(hit.referrer) ? isCheckoutHost(new URL(hit.referrer).hostname) : false;
  const toCheckout = isCheckoutClick(hit);
  const { country, region, city, device, browser, os } = known;
  return {
    country,
    region,
    city,
    device,
    browser,
    os,
    websiteId: website._id,
    hitId: hit.hitId ?? newHitId(),
    visitorId: hit.visitorId,
    clientSessionId: hit.sessionId,
    type: hit.type,
    at: now,
    hostname: url.hostname,
    path: url.pathname.slice(0, 1_000),
    title: hit.title ?? null,
    referrer: hit.referrer ?? null,
    name: hit.name ?? null,
    value: hit.value ?? null,
    params: hit.params ?? null,
    engagedMs: hit.engagedMs ?? null,
    screen: hit.screen ?? null,
    language: hit.language ?? null,
    acquisition: readAcquisition({ url, referrer: hit.referrer ?? null, ownHosts: [website.domain, ...website.hostnames, url.hostname] }),
    checkoutSignal: toCheckout || returning || url.pathname.includes("/checkout") || (url.searchParams.get("session_id") ?? "").startsWith("cs_"),
  };
}
