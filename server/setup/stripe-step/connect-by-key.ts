import type { WebsiteRecord } from "../../../models/website.ts";
import { AppError } from "../../shared/app-error.ts";
import { ensureWebhookEndpoint } from "../../stripe-events/ensure-webhook-endpoint.ts";
import { addStripeSecret } from "../../websites/stripe-secrets.ts";
import { findUnreachableReason } from "./find-unreachable-reason.ts";
import { readRestrictedKey } from "./read-restricted-key.ts";

/** `secretNeeded`: the endpoint was there before, and Stripe tells its secret only on its own page. */
export type Connected = { message: string; secretNeeded: boolean };

/**
 * Makes the website's webhook endpoint in Stripe with a restricted key and stores its signing secret, encrypted; the key is not kept. An
 * endpoint with the same address is completed rather than made twice. Throws `bad_request` with what to change.
 */
export async function connectByKey(options: { website: WebsiteRecord; key: string; appUrl: string; appSecret: string; now: Date }): Promise<Connected> {
  const { website, appUrl, appSecret, now } = options;
  const { apiKey, livemode } = readRestrictedKey(options.key);
  const unreachable = findUnreachableReason(appUrl);
  if (unreachable) throw new AppError("bad_request", unreachable);
  const result = await ensureWebhookEndpoint({ apiKey, url: `${appUrl}/api/webhooks/stripe/${website._id}`, websiteId: website._id });
  const mode = livemode ? "live mode" : "test mode. For real payments do the same with a live key: live mode has an endpoint of its own";
  switch (result.outcome) {
    case "refused":
      throw new AppError("bad_request", result.reason);
    case "created":
      await addStripeSecret({ websiteId: website._id, secret: result.secret, appSecret, now });
      return { message: `The endpoint is made, with all events, and its signing secret is stored. It is in ${mode}. The key was not kept: you can delete it in Stripe.`, secretNeeded: false };
    case "found": {
      const changed = [...(result.added.length > 0 ? [`${result.added.length} missing events were added (${result.added.join(", ")})`] : []), ...(result.enabledAgain ? ["it was switched on again"] : [])];
      const secretNeeded = website.stripeSecrets.length === 0;
      const what = changed.length > 0 ? changed.join(", and ") : "it had all events already";
      return { message: `Stripe has an endpoint with this address: ${what}. It is in ${mode}.${secretNeeded ? " Stripe shows the secret of an existing endpoint only on its own page: reveal it there and paste it below." : ""}`, secretNeeded };
    }
  }
}
