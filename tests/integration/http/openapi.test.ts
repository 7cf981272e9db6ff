import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPublicApiRouter } from "../../../server/http/public-api-router.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

type Document = { openapi: string; paths: Record<string, Record<string, { parameters?: { name: string; $ref?: string }[]; responses: Record<string, { $ref?: string }> }>>; servers: { url: string }[] };

describe("the OpenAPI document", () => {
  let app: TestApp;
  let shop: { websiteId: string; key: string };
  let document: Document;
  let ajv: Ajv2020;
  const seen = new Set<string>();

  beforeAll(async () => {
    app = await startApp();
    shop = await app.createShop();
    document = (await (await fetch(`${app.url}/api/v1/openapi.json`)).json()) as Document;
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(document, "api");
    const hit = { websiteId: shop.websiteId, visitorId: "visitor-1", sessionId: "session-1" };
    await app.post("/api/track", [
      { ...hit, type: "pageview", url: "https://shop.example.com/pricing?utm_source=google&utm_medium=cpc&utm_campaign=brand&gclid=x", title: "Pricing", referrer: "https://www.google.com/" },
      { ...hit, type: "goal", name: "signup", value: 5, url: "https://shop.example.com/pricing" },
    ]);
  });
  afterAll(() => app.stop());

  /** Asks, and holds status and body to what the document says of the endpoint. */
  async function hold(method: string, path: string, init: { query?: string; body?: unknown; headers?: Record<string, string> } = {}): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${app.url}/api/v1${path}${init.query ?? ""}`, {
      method: method === "other" ? "DELETE" : method.toUpperCase(),
      headers: { Authorization: `Bearer ${shop.key}`, ...init.headers },
      ...(init.body === undefined ? {} : { body: typeof init.body === "string" ? init.body : JSON.stringify(init.body) }),
    });
    const body: unknown = await answer.json();
    const own = Object.keys(document.paths[path] ?? {})[0] as string;
    const described = document.paths[path]?.[own]?.responses[answer.status];
    expect(described, `${method} ${path} answered ${answer.status}`).toBeDefined();
    const pointer = described?.$ref?.slice(1) ?? `/paths/${path.replaceAll("/", "~1")}/${own}/responses/${answer.status}`;
    const validate = ajv.getSchema(`api#${pointer}/content/application~1json/schema`);
    expect(validate?.(body), JSON.stringify([path, validate?.errors, body]).slice(0, 2_000)).toBe(true);
    if (answer.status === 200) seen.add(path);
    return { status: answer.status, body };
  }

  test("is a valid one, and tells of every endpoint and of no other", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect([valid, errors]).toEqual([true, undefined]);
    const { stack } = createPublicApiRouter(app.services) as unknown as { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
    const mounted = stack.flatMap(({ route }) => (route && !route.methods["_all"] ? [`${Object.keys(route.methods)[0]} ${route.path}`] : []));
    const told = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(told.sort()).toEqual(mounted.filter((route) => route !== "get /openapi.json").sort());
    expect(document.servers[0]?.url).toBe("http://127.0.0.1/api/v1");
  });

  test("describes the real answers, with data and without", async () => {
    const payment = { provider: "custom", providerPaymentId: "p1", amount: 12.5, currency: "USD", customerEmail: "buyer@example.com", visitorId: "visitor-1", sessionId: "session-1", metadata: { order: 1 } };
    for (const query of ["", "?from=2020-01-01&to=2020-01-02"]) await hold("get", "/payments", { query });
    await hold("post", "/payment", { body: payment });
    await hold("post", "/payment", { body: { ...payment, providerPaymentId: "p2", currency: "JPY", amount: 500, visitorId: null, sessionId: "" } });
    await hold("post", "/goal", { body: { event: "signup", visitorId: "visitor-1", sessionId: "session-1", metadata: { plan: "pro" } } });
    await hold("get", "/visitor", { query: "?visitorId=visitor-1" });
    const first = await hold("get", "/payments", { query: "?limit=1" });
    const { data } = first.body as { data: { nextCursor: string; payments: { paymentId: string; link: { method: string } }[] } };
    const second = await hold("get", "/payments", { query: `?limit=1&cursor=${data.nextCursor}` });
    expect((second.body as typeof first.body & { data: typeof data }).data.payments[0]?.paymentId).not.toBe(data.payments[0]?.paymentId);
    for (const query of ["", "?filter_country=&from=2026-01-01T00:00:00Z", "?from=2020-01-01&to=2020-01-02"]) await hold("get", "/reports/overview", { query });
    const parameters = document.paths["/reports/breakdown"]?.["get"]?.parameters as unknown as { name: string; schema: { enum: string[] } }[];
    const choices = (name: string) => parameters.find((parameter) => parameter.name === name)?.schema.enum ?? [];
    for (const dimension of choices("dimension")) await hold("get", "/reports/breakdown", { query: `?dimension=${dimension}&limit=1` });
    for (const model of choices("model")) await hold("get", "/reports/breakdown", { query: `?dimension=campaign&model=${model}` });
    for (const interval of ["hour", "day", "week", "month"]) await hold("get", "/reports/timeseries", { query: `?interval=${interval}&metric=visitors,sessions,pageviews,grossMinor,refundedMinor,netMinor,payments` });
    expect([...seen].sort()).toEqual(Object.keys(document.paths).sort());
  });

  test("describes the refusals", async () => {
    shop = await app.createShop("another.example.com");
    for (const path of Object.keys(document.paths)) {
      const method = Object.keys(document.paths[path] ?? {})[0] as string;
      const refused = await hold(method, path, { headers: { Authorization: "Bearer nonsense" }, ...(method === "post" ? { body: {} } : {}) });
      expect(refused).toEqual({ status: 401, body: { status: "error", error: { code: 401, message: "Unauthorized. Invalid or missing API key." } } });
      expect((await hold("other", path)).status).toBe(405);
    }
    const bad = ["/visitor?", "/payments?linked=maybe", "/payments?limit=0", "/payments?from=a&from=b", "/reports/overview?to=never", "/reports/overview?filter_nothing=1", "/reports/breakdown?dimension=colour", "/reports/timeseries?interval=year", "/reports/timeseries?metric=", "/reports/timeseries?interval=hour&from=2020-01-01"];
    for (const address of bad) {
      const [path = "", query] = address.split("?");
      expect((await hold("get", path, { query: `?${query}` })).status, address).toBe(400);
    }
    expect((await hold("get", "/visitor", { query: "?visitorId=nobody-here" })).status).toBe(404);
    for (const body of [{ event: "Has Spaces" }, { event: "x", value: "five" }, { event: "x", path: "no-slash" }, { event: "x", metadata: [1] }, [], "nonsense"]) expect((await hold("post", "/goal", { body })).status).toBe(400);
    for (const body of [{ provider: "a b", providerPaymentId: "1", amount: 1 }, { provider: "x", providerPaymentId: 5, amount: 1 }, { provider: "x", providerPaymentId: "1", amount: [1] }, { provider: "x", providerPaymentId: "1", amount: 1.005 }, { provider: "x", providerPaymentId: "1", amount: 1, refunded: "yes" }, { provider: "x", providerPaymentId: "1", amount: 1, timestamp: "2999-01-01" }]) {
      expect((await hold("post", "/payment", { body })).status).toBe(400);
    }
    expect((await hold("post", "/goal", { body: "x".repeat(70_000) })).status).toBe(413);
    expect((await hold("post", "/goal", { body: "{}", headers: { "Content-Type": "image/png" } })).status).toBe(415);
    // All at once, and more than two minutes allow: the count begins anew each minute.
    const answers = await Promise.all(Array.from({ length: 250 }, () => hold("get", "/visitor", { query: "?visitorId=nobody-here" })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]));
  });
});
