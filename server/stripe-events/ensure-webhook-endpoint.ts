import Stripe from "stripe";
import { objectOf } from "./stripe-object.ts";
import { WANTED_EVENTS } from "./wanted-events.ts";

/**
 * `created` alone brings the signing secret: Stripe shows it once. An endpoint with this address that was there already is kept and given the
 * events that it lacks.
 */
export type EnsuredEndpoint =
  | { outcome: "created"; endpointId: string; secret: string; livemode: boolean }
  | { outcome: "found"; endpointId: string; added: string[]; enabledAgain: boolean; livemode: boolean }
  | { outcome: "refused"; reason: string };

const TIMEOUT_MS = 10_000;

/** What is said when something in between (a proxy, a portal) answers in Stripe's place, which the library takes for Stripe's. */
class NotStripeError extends Error {}

/**
 * Makes (or completes) the webhook endpoint in the Stripe account of a restricted key. The key is used for this and not kept. Never throws for what
 * Stripe or the network can do: nothing is made twice, so it may simply be done again. `timeoutMs` is for one request; each is tried twice.
 */
export async function ensureWebhookEndpoint(options: { apiKey: string; url: string; websiteId: string; timeoutMs?: number }): Promise<EnsuredEndpoint> {
  const stripe = new Stripe(options.apiKey, { maxNetworkRetries: 1, timeout: options.timeoutMs ?? TIMEOUT_MS, telemetry: false, httpClient: Stripe.createFetchHttpClient() });
  const wanted = WANTED_EVENTS.map(({ type }) => type) as Stripe.WebhookEndpointCreateParams.EnabledEvent[];
  try {
    const found = await findEndpoint(stripe, options.url);
    if (found) return await completeEndpoint(stripe, found, wanted);
    const made = await stripe.webhookEndpoints.create(
      { url: options.url, enabled_events: wanted, description: "PostMetric: payments and refunds for revenue by channel", metadata: { websiteId: options.websiteId } },
    );
    if (objectOf(made)["object"] !== "webhook_endpoint") throw new NotStripeError();
    if (!made.secret) return { outcome: "refused", reason: "Stripe made the endpoint but did not tell its signing secret: open it in Stripe and paste the secret" };
    return { outcome: "created", endpointId: made.id, secret: made.secret, livemode: made.livemode };
  } catch (error) {
    return { outcome: "refused", reason: explain(error) };
  }
}

async function findEndpoint(stripe: Stripe, url: string): Promise<Stripe.WebhookEndpoint | null> {
  let after: string | undefined;
  for (;;) {
    const page = await stripe.webhookEndpoints.list({ limit: 100, ...(after ? { starting_after: after } : {}) });
    if (objectOf(page)["object"] !== "list" || !Array.isArray(objectOf(page)["data"])) throw new NotStripeError();
    const found = page.data.find((endpoint) => sameAddress(endpoint.url, url));
    after = page.data.at(-1)?.id;
    if (found || !page.has_more || !after) return found ?? null;
  }
}

async function completeEndpoint(stripe: Stripe, endpoint: Stripe.WebhookEndpoint, wanted: Stripe.WebhookEndpointCreateParams.EnabledEvent[]): Promise<EnsuredEndpoint> {
  const has = new Set(endpoint.enabled_events);
  const added = has.has("*") ? [] : wanted.filter((type) => !has.has(type));
  const disabled = endpoint.status !== "enabled";
  if (added.length > 0 || disabled) {
    const enabled = [...endpoint.enabled_events, ...added] as Stripe.WebhookEndpointUpdateParams.EnabledEvent[];
    await stripe.webhookEndpoints.update(endpoint.id, { enabled_events: enabled, disabled: false });
  }
  return { outcome: "found", endpointId: endpoint.id, added, enabledAgain: disabled, livemode: endpoint.livemode };
}

function sameAddress(a: string, b: string): boolean {
  const plain = (text: string) => (URL.canParse(text) ? new URL(text).href.replace(/\/$/, "") : text);
  return plain(a) === plain(b);
}

/** Stripe's refusal in our words; its own message is passed on only where it tells what to change, and never holds the key whole. */
function explain(error: unknown): string {
  if (error instanceof Stripe.errors.StripeAuthenticationError) return "Stripe does not know this key: it is mistyped, expired or deleted";
  if (error instanceof Stripe.errors.StripePermissionError) return "This key may not manage webhook endpoints: give it Write for “Webhook Endpoints”, then try again";
  if (error instanceof Stripe.errors.StripeRateLimitError) return "Stripe asks to slow down: try again in a minute";
  if (error instanceof Stripe.errors.StripeConnectionError) return "Stripe could not be reached from this server, or did not answer in time: check its connection to api.stripe.com and try again (no endpoint is made twice), or paste the signing secret instead";
  if (error instanceof Stripe.errors.StripeInvalidRequestError) return `Stripe refuses: ${error.message.slice(0, 300)}`;
  if (error instanceof NotStripeError || (error instanceof Error && /Invalid JSON received/.test(error.message))) return "What answered is not Stripe: a proxy or firewall between this server and api.stripe.com answers in its place. Let it through and try again, or paste the signing secret instead";
  return "Stripe could not make the endpoint: try again in a minute, or make it by hand and paste the signing secret";
}
