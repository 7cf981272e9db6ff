import type { SubscriptionRecord, SubscriptionStatus } from "../../models/subscription.ts";
import type { SubscriptionState } from "../payments/record-subscription.ts";
import { dateOf, idOf, listOf, minorOf, objectOf, textOf } from "./stripe-object.ts";
import type { Normalize, StripeEventBody } from "./normalize-stripe-event.ts";
import type { StripeObject } from "./stripe-object.ts";

const STATUSES: SubscriptionStatus[] = ["incomplete", "incomplete_expired", "trialing", "active", "past_due", "unpaid", "paused", "canceled"];
const INTERVALS: SubscriptionRecord["interval"][] = ["day", "week", "month", "year"];

/** `customer.subscription.*`: the state of a subscription, no money. */
export const normalizeSubscription: Normalize = (event) => {
  const object = event.object;
  const subscriptionId = idOf(object["id"]);
  const status = STATUSES.find((known) => known === object["status"]);
  const items = listOf(object["items"]).flatMap(readItem);
  const [first] = items;
  const currency = textOf(object["currency"]) ?? textOf(objectOf(listOf(object["items"])[0]?.["price"])["currency"]);
  if (!subscriptionId || !status || !first || !currency) return { ignored: "A subscription without an id, a status or a price" };
  const alike = items.filter(({ interval, intervalCount }) => interval === first.interval && intervalCount === first.intervalCount);
  const subscription: SubscriptionState = {
    provider: "stripe",
    livemode: event.livemode,
    subscriptionId,
    customerId: idOf(object["customer"]),
    status,
    currency: currency.toUpperCase(),
    amountMinor: alike.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    interval: first.interval,
    intervalCount: first.intervalCount,
    items,
    startedAt: dateOf(object["start_date"]) ?? dateOf(object["created"]) ?? event.createdAt,
    trialEndsAt: dateOf(object["trial_end"]),
    canceledAt: dateOf(object["canceled_at"]),
    endedAt: dateOf(object["ended_at"]),
    told: orderOf(event),
  };
  return { facts: [], subscription };
};

/** Sorts words by time; within one second what is created is older than what is changed, and the end is last. */
function orderOf(event: StripeEventBody): string {
  const step = event.type.endsWith(".created") ? 0 : event.type.endsWith(".deleted") ? 2 : 1;
  return `${String(event.createdAt.getTime()).padStart(15, "0")}:${step}:${event.id}`;
}

/** What an item costs an interval; older API versions have the price as `plan`. Tiered and metered prices have no amount of their own. */
function readItem(item: StripeObject): SubscriptionState["items"] {
  const [price, plan] = [objectOf(item["price"]), objectOf(item["plan"])];
  const recurring = objectOf(price["recurring"]);
  const interval = INTERVALS.find((known) => known === (recurring["interval"] ?? plan["interval"]));
  if (!interval) return [];
  const unit = minorOf(price["unit_amount"]) ?? minorOf(plan["amount"]) ?? Number(price["unit_amount_decimal"] ?? plan["amount_decimal"] ?? 0);
  const quantity = minorOf(item["quantity"]) ?? (recurring["usage_type"] === "metered" ? 0 : 1);
  const amount = Math.round(unit * quantity);
  return [{ amountMinor: Number.isSafeInteger(amount) ? amount : 0, interval, intervalCount: minorOf(recurring["interval_count"] ?? plan["interval_count"]) || 1 }];
}
