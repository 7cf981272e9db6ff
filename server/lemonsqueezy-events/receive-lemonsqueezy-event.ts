import { createHash } from "node:crypto";
import { UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import type { WebhookDeliveryRecord } from "../../models/webhook-delivery.ts";
import { AppError } from "../shared/app-error.ts";
import type { Logger } from "../shared/logger.ts";
import { sealText } from "../shared/personal-data.ts";
import { findWebsiteOrDeleted } from "../websites/find-website.ts";
import { readLemonSqueezySecrets } from "../websites/lemonsqueezy-secrets.ts";
import { dateOf, readLemonSqueezyEvent, readObjectIds } from "./read-event.ts";
import { verifySignature } from "./verify-signature.ts";

export type LemonSqueezyDelivery = {
  rawBody: Buffer;
  signature: string | string[] | undefined;
  /** From the address; null on the shared endpoint, where `meta.custom_data.websiteId` names it. */
  websiteId: string | null;
  headers: { userAgent: string | undefined; contentType: string | undefined };
  now: Date;
  deps: { sharedLemonSqueezySecrets: string[]; appSecret: string; logger: Logger; eventStore: EventStore; serverId: string };
};
/** Where events and the log's lines are stored, together with those that come at the same time. */
type EventStore = { addEvent(event: StripeEventRecord): Promise<boolean>; addDelivery(delivery: Omit<WebhookDeliveryRecord, "_id">): Promise<void> };
export type LemonSqueezyResult =
  | { outcome: "accepted" | "duplicate"; ref: { websiteId: string; eventId: string } }
  | { outcome: "unknown_website" | "secret_missing" | "signature_invalid" | "payload_invalid" | "store_failed"; reason: string };

/** Verifies a delivery and stores its event whole, beside Stripe's; every delivery, refused ones too, leaves a line in the log. Does not process it. */
export async function receiveLemonSqueezyEvent(options: LemonSqueezyDelivery): Promise<LemonSqueezyResult> {
  const startedAt = performance.now();
  const { logger } = options.deps;
  const result = await receive(options).catch((error: unknown): LemonSqueezyResult => {
    logger.error({ err: error }, "a Lemon Squeezy event could not be stored");
    return { outcome: "store_failed", reason: error instanceof AppError ? error.message : "The database did not store the event; Lemon Squeezy will send it again" };
  });
  const ref = "ref" in result ? result.ref : null;
  const text = (value: string | undefined) => value?.slice(0, 200) ?? null;
  const event = "ref" in result ? readLemonSqueezyEvent(JSON.parse(options.rawBody.toString("utf8"))) : null;
  const delivery = {
    websiteId: ref?.websiteId ?? options.websiteId?.slice(0, 64) ?? UNCLAIMED,
    claimedBy: null,
    endpoint: options.websiteId === null ? ("shared" as const) : ("website" as const),
    receivedAt: options.now,
    outcome: result.outcome,
    reason: "reason" in result ? result.reason : null,
    eventId: ref?.eventId ?? null,
    type: event?.name ?? null,
    livemode: event?.livemode ?? null,
    objectIds: event ? readObjectIds(event) : [],
    durationMs: Math.round(performance.now() - startedAt),
    headers: { userAgent: text(options.headers.userAgent), contentType: text(options.headers.contentType), contentLength: options.rawBody.length, signedAt: null },
  };
  await options.deps.eventStore.addDelivery(delivery).catch((error: unknown) => logger.error({ err: error }, "a delivery could not be logged"));
  return result;
}

async function receive({ rawBody, signature, websiteId, now, deps }: LemonSqueezyDelivery): Promise<LemonSqueezyResult> {
  const website = websiteId === null ? null : await findWebsiteOrDeleted(websiteId);
  if (websiteId !== null && !website) return { outcome: "unknown_website", reason: `There is no website ${websiteId.slice(0, 64)}: copy the webhook's address from its settings` };
  const secrets = website ? readLemonSqueezySecrets(website, deps.appSecret) : deps.sharedLemonSqueezySecrets;
  if (secrets.length === 0) {
    const where = website ? "in the website's settings" : "as LEMONSQUEEZY_WEBHOOK_SECRET";
    return { outcome: "secret_missing", reason: `No signing secret is set: add it ${where}. Lemon Squeezy sends this again, and you can resend it from its page` };
  }
  const verified = verifySignature({ rawBody, header: signature, secrets });
  if (!verified.ok) return { outcome: "signature_invalid", reason: verified.reason };
  let json: unknown;
  try {
    json = JSON.parse(rawBody.toString("utf8"));
  } catch {
    return { outcome: "payload_invalid", reason: "The body is signed, but it is not JSON" };
  }
  const event = readLemonSqueezyEvent(json);
  if (!event) return { outcome: "payload_invalid", reason: "The body is signed JSON, but not a Lemon Squeezy event (no meta.event_name or data)" };
  const named = event.claims.websiteId;
  const owner = website?._id ?? (named && (await findWebsiteOrDeleted(named)) ? named : UNCLAIMED);
  // The events have no id: a repeat is the same body.
  const eventId = `ls_${createHash("sha256").update(rawBody).digest("hex").slice(0, 40)}`;
  const record: StripeEventRecord = {
    provider: "lemonsqueezy",
    websiteId: owner,
    endpoint: website ? "website" : "shared",
    eventId,
    type: event.name,
    apiVersion: null,
    livemode: event.livemode,
    account: null,
    createdAt: dateOf(event.attributes["updated_at"]) ?? dateOf(event.attributes["created_at"]) ?? now,
    receivedAt: now,
    payload: sealText(rawBody.toString("utf8")),
    status: "pending",
    attempts: 0,
    nextAttemptAt: now,
    worker: deps.serverId,
    outcome: null,
    claimedBy: null,
    objectIds: readObjectIds(event),
  };
  const isNew = await deps.eventStore.addEvent(record);
  return { outcome: isNew ? "accepted" : "duplicate", ref: { websiteId: owner, eventId } };
}
