import { StripeEvent } from "../../../models/stripe-event.ts";
import type { WebsiteRecord } from "../../../models/website.ts";
import { newToken } from "../../shared/ids.ts";
import { sendTestEvent } from "../../stripe-events/send-test-event.ts";
import type { TestDelivery } from "../../stripe-events/send-test-event.ts";
import { readStripeSecrets } from "../../websites/stripe-secrets.ts";

export type TestResult = { ok: boolean; message: string };

/**
 * Sends a signed event through the webhook's real route, from this server to itself or (`base` is the public address) through the proxy,
 * and looks whether it was stored. A good answer proves the stored secret, the route and the raw body; it never becomes a payment.
 */
export async function runTestEvent(options: { website: WebsiteRecord; base: string; through: "server" | "proxy"; appSecret: string; sharedSecrets: string[]; now: Date }): Promise<TestResult> {
  const { website, base, now } = options;
  const own = readStripeSecrets(website, options.appSecret).at(-1);
  const secret = own ?? options.sharedSecrets[0];
  if (!secret) return { ok: false, message: "There is no signing secret yet: paste it first, then send the test event." };
  const url = `${base}/api/webhooks/stripe${own ? `/${website._id}` : ""}`;
  const eventId = `evt_postmetric_${newToken().replace(/[^A-Za-z0-9]/g, "").slice(0, 16)}`;
  const delivery = await sendTestEvent({ url, secret, eventId, websiteId: website._id, now });
  const stored = delivery.outcome === "answered" && delivery.status === 200 ? await StripeEvent.findOne({ websiteId: website._id, eventId }).select({ _id: 1 }).lean() : null;
  return judgeTestDelivery(delivery, { stored: stored !== null, through: options.through, url });
}

/** What an answer to the test event means. Pure. */
export function judgeTestDelivery(delivery: TestDelivery, context: { stored: boolean; through: "server" | "proxy"; url: string }): TestResult {
  const no = (message: string): TestResult => ({ ok: false, message });
  const proxy = context.through === "proxy";
  switch (delivery.outcome) {
    case "unreachable":
      return no(`${context.url} does not answer (${delivery.reason}). ${proxy ? "Check APP_URL and the proxy in front of this server." : "The server could not reach itself: check HOST and PORT."}`);
    case "redirected":
      return no(`${context.url} redirects to ${delivery.to.slice(0, 200)}. Stripe does not follow redirects: set APP_URL to the final address, and use that one in Stripe.`);
    case "answered":
      if (delivery.status === 200 && context.stored) return { ok: true, message: `The test event was signed, accepted and stored${proxy ? ", through your public address" : ""}: the secret can be read and the body arrives unchanged.` };
      if (delivery.status === 200) return no("Something else answered with 200, and the event did not arrive here: APP_URL leads to another server, or a proxy answers by itself.");
      if (delivery.status === 400 && /secret fits/.test(delivery.message ?? "")) return no(`The signature did not fit: ${proxy ? "the proxy changes the body or answers with another server's secret. Let it pass the body on untouched." : "something in this server changes the body before it is checked."}`);
      if (delivery.status === 413) return no("The proxy refuses the body as too large: allow at least 1 MiB.");
      return no(`The webhook answered with status ${delivery.status}${delivery.message ? `: ${delivery.message}` : ""}.`);
  }
}
