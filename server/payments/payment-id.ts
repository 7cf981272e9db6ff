import type { PaymentRecord } from "../../models/payment.ts";
import { shortHash } from "../shared/ids.ts";

type Place = Pick<PaymentRecord, "provider" | "livemode" | "key">;

/** A payment's id, derived so that every rebuild gives the same one. */
export function paymentIdOf(websiteId: string, { provider, livemode, key }: Place): string {
  return `pay_${shortHash(20, websiteId, provider, ...(livemode ? [] : ["test"]), key)}`;
}

/** The ids that a payment had or could have had while only some of its provider's ids were known. */
export function paymentIdsOf(websiteId: string, payment: Place & Pick<PaymentRecord, "providerIds">): string[] {
  return [...new Set([payment.key, ...payment.providerIds])].map((key) => paymentIdOf(websiteId, { ...payment, key }));
}
