import { Payment } from "../../models/payment.ts";
import { StripeEvent } from "../../models/stripe-event.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { WebsiteRecord } from "../../models/website.ts";

export type SetupStep = { id: "script" | "secret" | "event" | "ids"; done: boolean; title: string; detail: string };

/** How far the setup is, derived from what has come in; nothing of it is stored. */
export async function getSetupState(website: WebsiteRecord): Promise<SetupStep[]> {
  const websiteId = website._id;
  const [hit, event, linked] = await Promise.all([
    TrackedEvent.findOne({ websiteId }).select({ at: 1 }).lean(),
    StripeEvent.findOne({ websiteId }).select({ receivedAt: 1 }).lean(),
    Payment.findOne({ websiteId, "link.visitorId": { $ne: null } }).select({ paidAt: 1 }).lean(),
  ]);
  return [
    { id: "script", done: hit !== null, title: "Install the script", detail: hit ? "Visits are arriving." : "Waiting for the first visit." },
    { id: "secret", done: website.stripeSecrets.length > 0, title: "Connect Stripe", detail: website.stripeSecrets.length > 0 ? "A signing secret is stored." : "Add a webhook endpoint in Stripe and paste its signing secret." },
    { id: "event", done: event !== null, title: "First event", detail: event ? "Stripe's events are arriving." : "Waiting for Stripe's first event." },
    { id: "ids", done: linked !== null, title: "First linked payment", detail: linked ? "Payments are linked to visitors." : "Pass visitorId and sessionId in the metadata of your Checkout Sessions." },
  ];
}
