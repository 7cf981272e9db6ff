import { UNCLAIMED } from "../../models/stripe-event.ts";
import type { WebhookDeliveryRecord } from "../../models/webhook-delivery.ts";
import type { StripeEventBody } from "./normalize-stripe-event.ts";
import { readObjectIds } from "./read-event-ids.ts";
import { readSignatureTime } from "./verify-signature.ts";
import type { Endpoint, ReceiveResult } from "./receive-stripe-event.ts";

export type DeliveryHeaders = { userAgent: string | undefined; contentType: string | undefined };

const MAX_IDS = 30;

/**
 * The log's line for a delivery. Of a body that was refused only its event's id, type and object ids are kept, since support looks for a
 * missing payment by them; they prove nothing.
 */
export function describeDelivery(options: {
  rawBody: Buffer;
  /** What the body tells, if it is an event; null else. */
  event: StripeEventBody | null;
  signature: string | string[] | undefined;
  endpoint: Endpoint;
  headers?: DeliveryHeaders | undefined;
  result: ReceiveResult;
  durationMs: number;
  now: Date;
}): Omit<WebhookDeliveryRecord, "_id"> {
  const { rawBody, event, endpoint, headers, result } = options;
  const text = (value: string | undefined) => value?.slice(0, 200) ?? null;
  return {
    websiteId: "ref" in result ? result.ref.websiteId : endpoint.kind === "website" ? endpoint.websiteId.slice(0, 64) : UNCLAIMED,
    claimedBy: null,
    endpoint: endpoint.kind,
    receivedAt: options.now,
    outcome: result.outcome,
    reason: "reason" in result ? result.reason : null,
    eventId: event?.id ?? null,
    type: event?.type ?? null,
    livemode: event?.livemode ?? null,
    objectIds: event ? readObjectIds(event).filter((id) => id.length <= 255).slice(0, MAX_IDS) : [],
    durationMs: options.durationMs,
    headers: { userAgent: text(headers?.userAgent), contentType: text(headers?.contentType), contentLength: rawBody.length, signedAt: readSignatureTime(options.signature) },
  };
}
