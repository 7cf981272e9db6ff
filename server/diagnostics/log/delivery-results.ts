import type { StripeEventRecord } from "../../../models/stripe-event.ts";
import type { WebhookDeliveryRecord } from "../../../models/webhook-delivery.ts";

/** What became of a delivery, as the log shows it: refusals by their reason, accepted ones by how far their event has come. */
export const DELIVERY_RESULTS = [
  "processed", "awaits_payment", "ignored", "waiting", "pending", "failed", "parked", "duplicate",
  "signature_invalid", "secret_missing", "payload_invalid", "unknown_website", "store_failed",
] as const;
export type DeliveryResult = (typeof DELIVERY_RESULTS)[number];

const EVENT_STATUSES = ["processed", "ignored", "waiting", "pending", "failed", "parked"] as const;
const REFUSALS = ["signature_invalid", "secret_missing", "payload_invalid", "unknown_website", "store_failed"] as const;

/** What the filter offers: one result, or all refusals together. */
export const RESULT_FILTERS = ["refused", ...DELIVERY_RESULTS] as const;
export type ResultFilter = (typeof RESULT_FILTERS)[number];

/** Deliveries are filtered by their own outcome, the rest by the status of their event. */
export function readResultFilter(filter: ResultFilter | undefined): { outcomes: string[] | null; status: StripeEventRecord["status"] | null; awaits: boolean } {
  if (!filter) return { outcomes: null, status: null, awaits: false };
  if (filter === "refused") return { outcomes: [...REFUSALS], status: null, awaits: false };
  if (filter === "awaits_payment") return { outcomes: null, status: "processed", awaits: true };
  const status = EVENT_STATUSES.find((name) => name === filter);
  return status ? { outcomes: null, status, awaits: false } : { outcomes: [filter], status: null, awaits: false };
}

export function resultOf(delivery: Pick<WebhookDeliveryRecord, "outcome">, event: Pick<StripeEventRecord, "status" | "awaitsPaymentOf"> | undefined): DeliveryResult {
  if (delivery.outcome === "accepted" && event?.status === "processed" && event.awaitsPaymentOf) return "awaits_payment";
  if (delivery.outcome === "accepted") return event?.status ?? "pending";
  return DELIVERY_RESULTS.find((name) => name === delivery.outcome) ?? "store_failed";
}

export function isRefused(outcome: string): boolean {
  return REFUSALS.some((name) => name === outcome);
}
