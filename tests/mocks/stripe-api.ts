import { http, HttpResponse } from "msw";

export type MadeEndpoint = { id: string; url: string; enabled_events: string[]; status: "enabled" | "disabled"; secret?: string };

/** `loseAnswers`: so many times an endpoint is made, and the answer never arrives. */
export type StripeAccount = { endpoints: MadeEndpoint[]; requests: string[]; loseAnswers?: number };

/** Stripe's endpoints for webhook endpoints, with the state of one account: keys that it does not know, may not, or may. */
export function mockStripeApi(account: StripeAccount) {
  const answered = new Map<string, MadeEndpoint>();
  const refuse = (request: Request) => {
    account.requests.push(`${request.method} ${new URL(request.url).pathname}`);
    const key = request.headers.get("Authorization") ?? "";
    if (key.includes("unknown")) return HttpResponse.json({ error: { type: "invalid_request_error", message: "Invalid API Key provided: rk_test_****wn" } }, { status: 401 });
    if (key.includes("forbidden")) return HttpResponse.json({ error: { type: "invalid_request_error", message: "The provided key does not have the required permissions" } }, { status: 403 });
    return null;
  };
  const eventsOf = async (request: Request) => {
    const form = new URLSearchParams(await request.text());
    return { form, events: [...form].filter(([name]) => name.startsWith("enabled_events[")).map(([, value]) => value) };
  };
  const view = (endpoint: MadeEndpoint, withSecret = false) => ({ ...endpoint, object: "webhook_endpoint", livemode: false, secret: withSecret ? endpoint.secret : undefined });
  const lose = () => {
    account.loseAnswers = (account.loseAnswers ?? 0) - 1;
    return HttpResponse.error();
  };
  return [
    http.get("https://api.stripe.com/v1/webhook_endpoints", ({ request }) => refuse(request) ?? HttpResponse.json({ object: "list", has_more: false, url: "/v1/webhook_endpoints", data: account.endpoints.map((endpoint) => view(endpoint)) })),
    http.post("https://api.stripe.com/v1/webhook_endpoints", async ({ request }) => {
      const refused = refuse(request);
      if (refused) return refused;
      // A request that comes again under its idempotency key gets the first answer again, the secret too.
      const repeat = request.headers.get("Idempotency-Key") ?? "";
      const known = answered.get(repeat);
      if (known) return account.loseAnswers ? lose() : HttpResponse.json(view(known, true));
      const { form, events } = await eventsOf(request);
      const made: MadeEndpoint = { id: `we_${account.endpoints.length + 1}`, url: form.get("url") ?? "", enabled_events: events, status: "enabled", secret: "whsec_made_by_the_mock_0123456789" };
      account.endpoints.push(made);
      if (repeat) answered.set(repeat, made);
      return account.loseAnswers ? lose() : HttpResponse.json(view(made, true));
    }),
    http.post("https://api.stripe.com/v1/webhook_endpoints/:id", async ({ request, params }) => {
      const refused = refuse(request);
      if (refused) return refused;
      const { events } = await eventsOf(request);
      const endpoint = account.endpoints.find(({ id }) => id === params["id"]);
      if (!endpoint) return HttpResponse.json({ error: { type: "invalid_request_error", message: "No such webhook endpoint" } }, { status: 404 });
      endpoint.enabled_events = events;
      endpoint.status = "enabled";
      return HttpResponse.json(view(endpoint));
    }),
  ];
}
