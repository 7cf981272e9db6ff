import { Checkout } from "../../models/checkout.ts";
import type { CheckoutRecord } from "../../models/checkout.ts";
import { readOrdinals } from "../read-model/visitor-ordinals.ts";
import type { Period } from "../shared/period.ts";
import type { FunnelCheckouts } from "./compute-funnel.ts";

/**
 * Checkouts that the payment provider told of, begun in a period, by the ordinal of the visitor whom they carry; those that carry none are nobody's.
 * `at` in milliseconds since 1970.
 */
export async function findCheckouts(options: { websiteId: string; period: Period; withTest: boolean }): Promise<FunnelCheckouts> {
  const { websiteId, period, withTest } = options;
  const begun = { websiteId, startedAt: { $gte: period.from, $lt: period.to }, ...(withTest ? {} : { livemode: true }) };
  const checkouts = (await Checkout.collection.find(begun, { projection: { _id: 0, visitorId: 1, startedAt: 1 } }).toArray()) as unknown as Pick<CheckoutRecord, "visitorId" | "startedAt">[];
  const carried = checkouts.flatMap(({ visitorId, startedAt }) => (visitorId ? [{ visitorId, at: startedAt.getTime() }] : []));
  const ordinals = await readOrdinals(websiteId, carried.map(({ visitorId }) => visitorId));
  return carried.map(({ visitorId, at }) => ({ visitor: ordinals.get(visitorId) ?? -1, at })).sort((a, b) => a.visitor - b.visitor || a.at - b.at);
}
