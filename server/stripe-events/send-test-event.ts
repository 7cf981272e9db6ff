import Stripe from "stripe";
import { TEST_EVENT_TYPE } from "./wanted-events.ts";

export type TestDelivery = { outcome: "answered"; status: number; message: string | null } | { outcome: "redirected"; to: string } | { outcome: "unreachable"; reason: string };

const TIMEOUT_MS = 10_000;

/**
 * Posts an event, signed with Stripe's algorithm, to a webhook route over HTTP, as Stripe would. Its type is our own, so that it can never
 * be money; its body holds what a proxy that parses and rewrites bodies would change (spacing, order, escapes), so that a good answer proves raw bytes.
 */
export async function sendTestEvent(options: { url: string; secret: string; eventId: string; websiteId: string; now: Date }): Promise<TestDelivery> {
  const created = Math.floor(options.now.getTime() / 1_000);
  const payload = `{\n  "id": ${JSON.stringify(options.eventId)}, "object": "event",\n  "type": "${TEST_EVENT_TYPE}",  "livemode": false,\n  "created": ${created},\n  "data": { "object": { "id": "test_${options.eventId}", "object": "postmetric.test", "note": "caf\\u00e9 \u2713 <\\/raw>",\n    "metadata": { "websiteId": ${JSON.stringify(options.websiteId)} } } }\n}`;
  const signature = await new Stripe("sk_unused").webhooks.generateTestHeaderStringAsync({ payload, secret: options.secret, timestamp: created });
  try {
    const answer = await fetch(options.url, {
      method: "POST",
      body: payload,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { "Content-Type": "application/json; charset=utf-8", "User-Agent": "PostMetric test event (as Stripe/1.0)", "Stripe-Signature": signature },
    });
    if (answer.status >= 300 && answer.status < 400) return { outcome: "redirected", to: answer.headers.get("location") ?? "somewhere else" };
    const text = (await answer.text()).slice(0, 2_000);
    return { outcome: "answered", status: answer.status, message: readMessage(text) };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return { outcome: "unreachable", reason: name === "TimeoutError" ? `no answer within ${TIMEOUT_MS / 1_000} seconds` : (cause?.code ?? "the connection failed") };
  }
}

function readMessage(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === "string" ? error.message : null;
  } catch {
    return null;
  }
}
