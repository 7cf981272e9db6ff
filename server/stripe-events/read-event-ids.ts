import type { StripeEventBody } from "./normalize-stripe-event.ts";
import { claimsOf, idOf, listOf, objectOf } from "./stripe-object.ts";

/** Ids of the Stripe objects that an event speaks of. Customers are left out, since they may buy on several websites, but for events about them alone. */
export function readObjectIds({ object }: StripeEventBody): string[] {
  const payments = listOf(object["payments"]).flatMap((entry) => [idOf(objectOf(entry["payment"])["payment_intent"]), idOf(objectOf(entry["payment"])["charge"])]);
  const paid = objectOf(object["payment"]);
  const subscription = idOf(objectOf(objectOf(object["parent"])["subscription_details"])["subscription"]);
  const fields = ["payment_intent", "latest_charge", "charge", "invoice", "subscription"].map((field) => idOf(object[field]));
  const own = idOf(object["id"]);
  const ids = [own, ...fields, ...payments, idOf(paid["payment_intent"]), idOf(paid["charge"]), subscription];
  return [...new Set(ids.filter((id): id is string => id !== null))];
}

/** The website that an event's metadata names: on the object, its subscription or its invoice's subscription. */
export function readClaimedWebsite({ object }: StripeEventBody): string | null {
  const places = [object["metadata"], objectOf(object["subscription_details"])["metadata"], objectOf(objectOf(object["parent"])["subscription_details"])["metadata"]];
  return places.map((metadata) => claimsOf(metadata).websiteId).find((websiteId) => websiteId !== null) ?? null;
}
