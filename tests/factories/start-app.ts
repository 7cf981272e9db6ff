import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createApp } from "../../server/app.ts";
import { createApiKey } from "../../server/auth/create-api-key.ts";
import { readConfig } from "../../server/config/read-config.ts";
import { createServices } from "../../server/create-services.ts";
import { createLogger } from "../../server/shared/logger.ts";
import type { Logger } from "../../server/shared/logger.ts";
import { receiveStripeEvent } from "../../server/stripe-events/receive-stripe-event.ts";
import type { Endpoint } from "../../server/stripe-events/receive-stripe-event.ts";
import { createWebsite } from "../../server/websites/create-website.ts";
import { addStripeSecret } from "../../server/websites/stripe-secrets.ts";
import type { Config } from "../../server/config/read-config.ts";
import type { StripeEventJson } from "../fixtures/stripe/events.ts";
import { USER_AGENT } from "./launch-browser.ts";
import { signStripeEvent } from "./sign-stripe-event.ts";
import { startTestDatabase } from "./test-database.ts";

export const SHARED_SECRET = "whsec_shared_made_up_0123456789";
export const OWN_SECRET = "whsec_own_made_up_0123456789";
export const APP_SECRET = "an application secret for tests only, long enough";

/** The real app over HTTP on a real database, without its pages, as it runs on it. `beside`: another server on the database of the first. */
export async function startApp(changes: Partial<Config> = {}, beside?: { stop(): Promise<void> } | null, more: { logger?: Logger; now?: () => Date } = {}) {
  const database = beside ? null : await startTestDatabase();
  const config = { ...readConfig({ LOG_LEVEL: "silent" }), stripeWebhookSecrets: ["whsec_older", SHARED_SECRET], ...changes };
  const services = createServices({ config, appSecret: APP_SECRET, appUrl: "http://127.0.0.1", logger: createLogger("silent"), trackerScriptPath: "build/tracker/script.js", together: database?.embedded ?? false, ...more });
  const app = createApp(services, { assets: (_req, _res, next) => next(), pages: (_req, res) => void res.status(404).end(), development: false });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  services.trpc.localUrl = url;

  return {
    url,
    databaseUri: database?.uri ?? null,
    services,
    async createShop(domain = "shop.example.com") {
      const now = new Date();
      const website = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain, timezone: "UTC", currency: "USD" }, now });
      const { key } = await createApiKey({ websiteId: website._id, name: "test", now });
      await addStripeSecret({ websiteId: website._id, secret: OWN_SECRET, appSecret: APP_SECRET, now });
      return { websiteId: website._id, key };
    },
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(url + path, { method: "POST", headers: { "User-Agent": USER_AGENT, "Content-Type": "application/json", ...headers }, body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
    async deliver(event: StripeEventJson, websiteId?: string, secret = websiteId ? OWN_SECRET : SHARED_SECRET): Promise<Response> {
      const body = JSON.stringify(event);
      return fetch(`${url}/api/webhooks/stripe${websiteId ? `/${websiteId}` : ""}`, { method: "POST", body, headers: { "Stripe-Signature": await signStripeEvent(body, secret, services.now()) } });
    },
    /** Stored and logged as a delivery is, by the server of that id; nobody has it in a queue. */
    async store(event: StripeEventJson, { websiteId, serverId = services.serverId, now = services.now() }: { websiteId?: string | undefined; serverId?: string; now?: Date }) {
      const body = JSON.stringify(event);
      const [secret, endpoint]: [string, Endpoint] = websiteId ? [OWN_SECRET, { kind: "website", websiteId }] : [SHARED_SECRET, { kind: "shared" }];
      return receiveStripeEvent({ rawBody: Buffer.from(body), signature: await signStripeEvent(body, secret, now), endpoint, now, deps: { ...services, serverId } });
    },
    async ask<Data>(key: string, path: string): Promise<Data> {
      const answer = await fetch(`${url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` } });
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
      return ((await answer.json()) as { data: Data }).data;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await services.stop();
      await database?.stop();
    },
  };
}

export type TestApp = Awaited<ReturnType<typeof startApp>>;
