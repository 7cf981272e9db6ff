import type { WebhookDeliveryRecord } from "../../models/webhook-delivery.ts";

type Delivery = Omit<WebhookDeliveryRecord, "_id">;

/** Refused deliveries that the log lists a minute, of one website (of all addresses that are no website's, together). */
export const LISTED_A_MINUTE = 120;

/**
 * Anybody can send what is refused: a flood of it must not fill the log. Gives back a delivery as it is to be listed, the last one of a minute with a
 * word that more came, or null for what is not listed. What Stripe signed is always listed.
 */
export function createRefusalBound(): (delivery: Delivery) => Delivery | null {
  let minute = 0;
  let refused = new Map<string, number>();
  return (delivery) => {
    const { outcome, websiteId, receivedAt, reason } = delivery;
    if (outcome === "accepted" || outcome === "duplicate") return delivery;
    const current = Math.floor(receivedAt.getTime() / 60_000);
    if (current !== minute) [minute, refused] = [current, new Map()];
    const place = outcome === "unknown_website" ? "" : websiteId;
    const before = refused.get(place) ?? 0;
    refused.set(place, before + 1);
    if (before >= LISTED_A_MINUTE) return null;
    return before + 1 < LISTED_A_MINUTE ? delivery : { ...delivery, reason: `${reason ?? "Refused"}. Very many were refused in this minute: further ones are not listed` };
  };
}
