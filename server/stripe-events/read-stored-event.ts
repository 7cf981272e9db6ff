import type { StripeEventRecord } from "../../models/stripe-event.ts";
import type { Normalized } from "../payments/normalized.ts";
import { openText } from "../shared/personal-data.ts";
import { normalizeStripeEvent, readEventBody } from "./normalize-stripe-event.ts";
import { readClaimedWebsite } from "./read-event-ids.ts";
import { idOf } from "./stripe-object.ts";

/** A stored event, taken apart: what it says, the website that it names itself, and whose it is. */
export type StoredEvent = { said: Normalized; namedWebsite: string | null; customerId: string | null };

/** Reads a stored event's payload. Throws when it is no JSON, which is never stored. */
export function readStoredEvent(event: Pick<StripeEventRecord, "payload">): StoredEvent {
  const body = readEventBody(JSON.parse(openText(event.payload)));
  if (!body) return { said: { ignored: "Not a Stripe event" }, namedWebsite: null, customerId: null };
  return { said: normalizeStripeEvent(body), namedWebsite: readClaimedWebsite(body), customerId: idOf(body.object["customer"]) };
}
