import type { StripeEventRecord } from "../../models/stripe-event.ts";
import type { Normalized } from "../payments/normalized.ts";
import { normalizeLemonSqueezyEvent } from "../lemonsqueezy-events/normalize-lemonsqueezy-event.ts";
import { readLemonSqueezyEvent } from "../lemonsqueezy-events/read-event.ts";
import { openText } from "../shared/personal-data.ts";
import { normalizeStripeEvent, readEventBody } from "./normalize-stripe-event.ts";
import { readClaimedWebsite } from "./read-event-ids.ts";
import { idOf } from "./stripe-object.ts";

/** A stored event, taken apart: what it says, the website that it names itself, and whose it is. */
export type StoredEvent = { said: Normalized; namedWebsite: string | null; customerId: string | null };

/** Reads a stored event's payload. Throws when it is no JSON, which is never stored. */
export function readStoredEvent(event: StripeEventRecord): StoredEvent {
  const json: unknown = JSON.parse(openText(event.payload));
  if (event.provider === "lemonsqueezy") {
    const read = readLemonSqueezyEvent(json);
    if (!read) return { said: { ignored: "Not a Lemon Squeezy event" }, namedWebsite: null, customerId: null };
    return { said: normalizeLemonSqueezyEvent(read, event.eventId, event.receivedAt), namedWebsite: read.claims.websiteId, customerId: null };
  }
  const body = readEventBody(json);
  if (!body) return { said: { ignored: "Not a Stripe event" }, namedWebsite: null, customerId: null };
  return { said: normalizeStripeEvent(body), namedWebsite: readClaimedWebsite(body), customerId: idOf(body.object["customer"]) };
}
