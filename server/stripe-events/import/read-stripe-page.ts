import Stripe from "stripe";
import { listOf, objectOf } from "../stripe-object.ts";
import type { StripeObject } from "../stripe-object.ts";
import type { ImportStep } from "./import-steps.ts";

export type StripePage =
  | { outcome: "read"; objects: StripeObject[]; hasMore: boolean }
  /** Worth another attempt by itself, no sooner than in `waitMs`. */
  | { outcome: "later"; waitMs: number; reason: string }
  /** Somebody has to change the key first. */
  | { outcome: "refused"; reason: string };

const TIMEOUT_MS = 20_000;
const RETRY_MS = 30_000;
/** However long Stripe asks for. */
export const MAX_WAIT_MS = 3_600_000;

/** Reads one page of a list, newest first. Never throws for what Stripe or the network can do; the reason never holds the key. */
export async function readStripePage(apiKey: string, step: ImportStep, options: { cursor: string | null; limit: number }): Promise<StripePage> {
  const stripe = new Stripe(apiKey, { maxNetworkRetries: 0, timeout: TIMEOUT_MS, telemetry: false, httpClient: Stripe.createFetchHttpClient() });
  const query = new URLSearchParams({ ...step.params, limit: String(options.limit), ...(options.cursor ? { starting_after: options.cursor } : {}) });
  try {
    const answer: unknown = await stripe.rawRequest("GET", `${step.path}?${query.toString()}`);
    // An answer of something in between, which the library takes for Stripe's, must not look like the end of the list.
    if (objectOf(answer)["object"] !== "list" || !Array.isArray(objectOf(answer)["data"])) return { outcome: "later", waitMs: RETRY_MS, reason: "Stripe did not answer with a list" };
    return { outcome: "read", objects: listOf(answer), hasMore: objectOf(answer)["has_more"] === true };
  } catch (error) {
    return explain(error, step);
  }
}

function explain(error: unknown, step: ImportStep): StripePage {
  const { errors } = Stripe;
  if (error instanceof errors.StripeAuthenticationError) return { outcome: "refused", reason: "Stripe does not know this key: it is mistyped, expired or deleted. Make a new restricted key and start again; what was read stays" };
  if (error instanceof errors.StripePermissionError) return { outcome: "refused", reason: `This key may not read ${step.permission}: give it Read for “${step.permission}” on Stripe's page of keys, then start again; what was read stays` };
  if (error instanceof errors.StripeRateLimitError) return { outcome: "later", waitMs: retryAfterMs(error.headers), reason: "Stripe asked to slow down" };
  if (error instanceof errors.StripeInvalidRequestError) return { outcome: "refused", reason: `Stripe refuses to list ${step.name}: ${error.message.slice(0, 300)}` };
  return { outcome: "later", waitMs: RETRY_MS, reason: "Stripe could not be reached" };
}

/** Retry-After in seconds, as Stripe sends it. */
function retryAfterMs(headers: unknown): number {
  const seconds = Number(objectOf(headers)["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(MAX_WAIT_MS, seconds * 1_000) : 2_000;
}
