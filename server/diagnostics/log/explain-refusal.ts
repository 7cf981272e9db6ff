import type { WebhookDeliveryRecord } from "../../../models/webhook-delivery.ts";

export type PageAction = { label: string; to: string };
/** Why a delivery was refused, what became of the event, and what to do; `to` is a page of the website, or an address in the help. */
export type RefusalAdvice = { why: string; lost: string; mend: string; action: PageAction };

const RESENT = "Stripe sends it again for up to three days (a few hours in test mode), so nothing is lost if you mend this soon.";

/** Pure: from the log's line alone. Null for what was not refused. */
export function explainRefusal(delivery: Pick<WebhookDeliveryRecord, "outcome" | "reason" | "endpoint">): RefusalAdvice | null {
  const why = delivery.reason ?? "The log has no reason";
  const shared = delivery.endpoint === "shared";
  switch (delivery.outcome) {
    case "signature_invalid":
      if (/clock/.test(why)) return { why, lost: RESENT, mend: "Set this server's clock by a time service (NTP), then look whether new deliveries come through.", action: { label: "How signatures work", to: "/docs/troubleshooting#clock" } };
      if (/missing/.test(why)) return { why, lost: "If it came from Stripe, Stripe sends it again. Anybody can post to this address, and then there is nothing to mend.", mend: "Look at the sender below. If it is Stripe, let your proxy pass the header Stripe-Signature on.", action: { label: "Proxy settings", to: "/docs/deployment" } };
      return shared
        ? { why, lost: RESENT, mend: "Copy the endpoint's signing secret in Stripe and set STRIPE_WEBHOOK_SECRET to it (several go separated by commas), then restart.", action: { label: "Webhook secrets", to: "/docs/setup#signing-secret" } }
        : { why, lost: RESENT, mend: "Open the endpoint in Stripe, reveal its signing secret and paste it. Test mode and live mode have different endpoints with different secrets: paste both.", action: { label: "Paste the signing secret", to: "setup?step=stripe" } };
    case "secret_missing":
      return { why, lost: RESENT, mend: shared ? "Set STRIPE_WEBHOOK_SECRET and restart, or use the website's own webhook address." : "Paste the endpoint's signing secret.", action: shared ? { label: "Configuration", to: "/docs/deployment" } : { label: "Paste the signing secret", to: "setup?step=stripe" } };
    case "payload_invalid":
      return { why, lost: "It was no event, so no payment can be missing because of it.", mend: "Whoever sent it knows the signing secret but does not send Stripe's events: check which of your programs posts to this address.", action: { label: "What is expected here", to: "/docs/api#webhooks" } };
    case "unknown_website":
      return { why, lost: RESENT, mend: "Compare the endpoint's address in Stripe with the one in the setup, letter by letter.", action: { label: "Copy the address", to: "setup?step=stripe" } };
    case "store_failed":
      return { why, lost: RESENT, mend: "Look at the server's log and at the space on its disk; `npm run admin -- doctor` checks the database.", action: { label: "Database and backups", to: "/docs/backups" } };
    default:
      return null;
  }
}
