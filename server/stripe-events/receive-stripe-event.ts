import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { AppError } from "../shared/app-error.ts";
import type { Logger } from "../shared/logger.ts";
import { sealText } from "../shared/personal-data.ts";
import { findWebsiteOrDeleted } from "../websites/find-website.ts";
import { readStripeSecrets } from "../websites/stripe-secrets.ts";
import { describeDelivery } from "./describe-delivery.ts";
import type { DeliveryHeaders } from "./describe-delivery.ts";
import type { EventStore } from "./event-store.ts";
import { readEventBody } from "./normalize-stripe-event.ts";
import type { StripeEventBody } from "./normalize-stripe-event.ts";
import { readClaimedWebsite, readObjectIds } from "./read-event-ids.ts";
import { objectOf, textOf } from "./stripe-object.ts";
import { verifySignature } from "./verify-signature.ts";

export type Endpoint = { kind: "shared" } | { kind: "website"; websiteId: string };
export type EventRef = { websiteId: string; eventId: string };
export type ReceiveResult =
  | { outcome: "accepted"; ref: EventRef }
  /** `unfinished`: the first delivery has not been processed, so this one may drive it. */
  | { outcome: "duplicate"; ref: EventRef; unfinished: boolean }
  | { outcome: "unknown_website" | "secret_missing" | "signature_invalid" | "payload_invalid" | "store_failed"; reason: string };

export type ReceiveDeps = { sharedSecrets: string[]; appSecret: string; logger: Logger; eventStore: EventStore; serverId: string };

/** Verifies a delivery and stores its event whole; every delivery, refused ones too, leaves a line in the log. Does not process it. */
export async function receiveStripeEvent(options: {
  rawBody: Buffer;
  signature: string | string[] | undefined;
  endpoint: Endpoint;
  headers?: DeliveryHeaders;
  now: Date;
  deps: ReceiveDeps;
}): Promise<ReceiveResult> {
  const startedAt = performance.now();
  // Read once, for the log too; nothing of it is believed before its signature is checked.
  const json = parseBody(options.rawBody);
  const event = json === undefined ? null : readEventBody(json);
  const result = await receive({ ...options, json, event }).catch((error: unknown): ReceiveResult => {
    options.deps.logger.error({ err: error }, "a Stripe event could not be stored");
    return { outcome: "store_failed", reason: error instanceof AppError ? error.message : "The database did not store the event; Stripe will send it again" };
  });
  const delivery = describeDelivery({ ...options, event, result, durationMs: Math.round(performance.now() - startedAt) });
  await options.deps.eventStore.addDelivery(delivery).catch((error: unknown) => options.deps.logger.error({ err: error }, "a delivery could not be logged"));
  return result;
}

function parseBody(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString("utf8"));
  } catch {
    return undefined;
  }
}

async function receive({ rawBody, signature, endpoint, now, deps, json, event }: Parameters<typeof receiveStripeEvent>[0] & { json: unknown; event: StripeEventBody | null }): Promise<ReceiveResult> {
  const website = endpoint.kind === "website" ? await findWebsiteOrDeleted(endpoint.websiteId) : null;
  if (endpoint.kind === "website" && !website) return { outcome: "unknown_website", reason: `There is no website ${endpoint.websiteId.slice(0, 64)}: copy the webhook's address from its settings` };
  const secrets = website ? readStripeSecrets(website, deps.appSecret) : deps.sharedSecrets;
  if (secrets.length === 0) {
    const where = website ? "in the website's settings" : "as STRIPE_WEBHOOK_SECRET";
    return { outcome: "secret_missing", reason: `No signing secret is set: add it ${where}. Stripe sends this again, so nothing is lost` };
  }
  const verified = await verifySignature({ rawBody, header: signature, secrets, now });
  if (!verified.ok) return { outcome: "signature_invalid", reason: verified.reason };
  if (json === undefined) return { outcome: "payload_invalid", reason: "The body is signed, but it is not JSON" };
  if (!event) return { outcome: "payload_invalid", reason: "The body is signed JSON, but not a Stripe event (no id or type)" };
  const claimed = website ? null : readClaimedWebsite(event);
  const owner = website?._id ?? (claimed && (await findWebsiteOrDeleted(claimed)) ? claimed : UNCLAIMED);
  const ref = { websiteId: owner, eventId: event.id };
  const thin = objectOf(json)["object"] === "v2.core.event";
  const record: StripeEventRecord = {
    websiteId: owner,
    endpoint: endpoint.kind,
    eventId: event.id,
    type: event.type,
    apiVersion: textOf(objectOf(json)["api_version"]),
    livemode: event.livemode,
    account: event.account,
    createdAt: event.createdAt,
    receivedAt: now,
    payload: sealText(rawBody.toString("utf8")),
    status: thin ? "ignored" : "pending",
    attempts: 0,
    nextAttemptAt: thin ? null : now,
    worker: deps.serverId,
    outcome: thin ? "A thin event: it names a change without its data, so there is nothing to read" : null,
    claimedBy: null,
    objectIds: readObjectIds(event),
  };
  if (await deps.eventStore.addEvent(record)) return { outcome: "accepted", ref };
  const first = await StripeEvent.findOne({ websiteId: owner, eventId: event.id }).select({ status: 1, endpoint: 1 }).lean<StripeEventRecord>();
  if (first?.endpoint === "website" && owner !== UNCLAIMED && endpoint.kind === "shared") {
    // The shared endpoint has now seen it too: done once more, it claims its objects for those that come there and name no website.
    await StripeEvent.updateOne({ websiteId: owner, eventId: event.id, endpoint: "website" }, { $set: { endpoint: "shared", status: "pending", nextAttemptAt: now } });
    return { outcome: "duplicate", ref, unfinished: true };
  }
  return { outcome: "duplicate", ref, unfinished: first?.status !== "processed" && first?.status !== "ignored" };
}
