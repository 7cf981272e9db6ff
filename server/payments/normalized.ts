import type { PaymentFact } from "../../models/payment-fact-record.ts";
import type { CheckoutState } from "./record-checkout.ts";
import type { SubscriptionState } from "./record-subscription.ts";

/** What a provider's event comes to: facts of money, a checkout's or a subscription's state, or the reason in words why it is none of these. */
export type Normalized = { facts: PaymentFact[]; checkout?: CheckoutState; subscription?: SubscriptionState } | { ignored: string };
