import Stripe from "stripe";

/** The Stripe-Signature header as Stripe makes it, for the exact text of a body. */
export async function signStripeEvent(payload: string, secret: string, at: Date = new Date()): Promise<string> {
  return new Stripe("sk_unused").webhooks.generateTestHeaderStringAsync({ payload, secret, timestamp: Math.floor(at.getTime() / 1_000) });
}
