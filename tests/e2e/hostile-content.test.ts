import { afterAll, beforeAll, expect, test } from "vitest";
import { createHttpClient } from "../factories/http-client.ts";
import type { HttpClient } from "../factories/http-client.ts";
import { signStripeEvent } from "../factories/sign-stripe-event.ts";
import { startProduct } from "../factories/start-product.ts";
import type { Product } from "../factories/start-product.ts";
import { checkoutCompleted } from "../fixtures/stripe/events.ts";

const SECRET = "whsec_made_up_for_tests_0123456789";
const MARKUP = `"></script><script>alert('pwned')</script><img src=x onerror="pwned()">`;
const LINK = "javascript:pwned()";
const PASSWORD = "a password for tests";

let product: Product;
let owner: HttpClient;
let websiteId: string;

beforeAll(async () => {
  product = await startProduct({ runtime: "node", stripeSecret: SECRET });
  await product.admin("create-user", "--email", "owner@example.com", "--password", PASSWORD);
  const created = await product.admin("create-website", "--name", `Shop ${MARKUP.slice(0, 60)}`, "--domain", "shop.example.com", "--owner", "owner@example.com", "--json");
  ({ websiteId } = JSON.parse(created.stdout) as { websiteId: string });
  owner = createHttpClient(product.url, { Origin: product.url });
  expect((await owner.logIn("owner@example.com", PASSWORD)).status).toBe(200);
  const ids = { visitorId: "visitor-1", sessionId: "session-1" };
  const url = `https://shop.example.com/${encodeURIComponent(MARKUP)}?${new URLSearchParams({ utm_source: MARKUP, utm_medium: LINK, utm_campaign: MARKUP, utm_term: MARKUP, utm_content: LINK })}`;
  const post = (path: string, body: string, headers = {}) => owner.send(path, { method: "POST", body, headers });
  expect((await post("/api/track", JSON.stringify({ websiteId, ...ids, type: "pageview", url, title: MARKUP, referrer: `https://evil.example.com/${MARKUP}`, language: MARKUP.slice(0, 30) }))).status).toBe(202);
  await post("/api/track", JSON.stringify({ websiteId, ...ids, type: "goal", url, name: "signup", params: { plan: MARKUP, link: LINK } }));
  await post("/api/identify", JSON.stringify({ site: websiteId, ...ids, email: "buyer@example.com", name: MARKUP.slice(0, 90), userId: LINK }));
  const event = JSON.stringify(checkoutCompleted({ n: "hostile", minor: 4_900, email: "buyer@example.com", metadata: { websiteId, ...ids, note: MARKUP, link: LINK } }, { success_url: LINK, client_reference_id: MARKUP.slice(0, 60) }));
  expect((await post("/api/webhooks/stripe", event, { "Stripe-Signature": await signStripeEvent(event, SECRET) })).status).toBe(200);
});
afterAll(() => product?.stop());

test("markup in titles, addresses, campaigns, names and payloads stays text on every page that shows it, and no link leads into a script", async () => {
  await expect.poll(async () => ((await owner.query("payments.list", { websiteId })).data as { payments: unknown[] }).payments.length, { timeout: 15_000 }).toBe(1);
  const { payments } = (await owner.query("payments.list", { websiteId })).data as { payments: { paymentId: string }[] };
  const { deliveries } = (await owner.query("webhooks.list", { websiteId })).data as { deliveries: { deliveryId: string }[] };
  const w = `/w/${websiteId}`;
  const pages = [w, `${w}/payments`, `${w}/payments/${payments[0]?.paymentId}`, `${w}/visitors`, `${w}/visitors/visitor-1`, `${w}/webhooks`, `${w}/webhooks/${deliveries[0]?.deliveryId}`, `${w}/goals`, `${w}/live`, `${w}/troubleshooting?q=${encodeURIComponent(MARKUP)}`, `${w}/by/campaign`, `${w}/by/source`, `${w}/by/page`, `${w}/by/referrer`, `${w}/settings`, `${w}/setup`, `/websites`];
  let shown = 0;
  for (const page of pages) {
    const answer = await owner.send(page, { headers: { Accept: "text/html" } });
    const html = await answer.text();
    if (answer.status !== 200) continue;
    if (html.includes("pwned")) shown += 1;
    expect(html, page).not.toMatch(/<script>alert|<img src=x|onerror="pwned/i);
    expect(html, page).not.toMatch(/(?:href|src|action|formaction)="\s*javascript:/i);
    // Every script that may run bears this answer's nonce.
    const nonce = /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1];
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag.includes(`nonce="${nonce}"`) || tag.includes('src="/'), `${page}: ${tag}`).toBe(true);
  }
  expect(shown, "pages that showed the hostile text at all").toBeGreaterThan(7);
});

test("a login form never leads to another host", async () => {
  for (const next of ["//evil.example.com", "/\t/evil.example.com", "/.//evil.example.com", "/\\evil.example.com", "https:evil.example.com"]) {
    const answer = await createHttpClient(product.url, { Origin: product.url }).send(`/login?next=${encodeURIComponent(next)}`, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ email: "owner@example.com", password: PASSWORD }).toString() });
    expect(answer.status, next).toBe(302);
    expect(new URL(answer.headers.get("location") ?? "", product.url).origin, next).toBe(product.url);
  }
});

test("who tries addresses of public dashboards gets a page that says when to come back", async () => {
  const tryOne = (n: number) => fetch(`${product.url}/share/${String(n).padStart(43, "x")}`, { headers: { Accept: "text/html" } });
  let answer = await tryOne(0);
  // All of this machine's readers have one limit, so it takes more than from one address; a minute may end meanwhile, two cannot.
  for (let n = 1; n < 700 && answer.status === 404; n += 1) answer = await tryOne(n);
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await answer.text()).toMatch(/A little too fast[\s\S]*wait \d+ seconds, then load the page again/);
});
