import { execFileSync, spawnSync } from "node:child_process";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { identifySnippets } from "../../../app/snippets/identify.ts";
import { installSnippets } from "../../../app/snippets/install.ts";
import { passIdsSnippets } from "../../../app/snippets/pass-ids.ts";
import type { Snippet } from "../../../app/snippets/snippet.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted, intentSucceeded } from "../../fixtures/stripe/events.ts";

type Handler = (req: { body: Record<string, unknown>; headers: Record<string, string> }, res: { json(value: unknown): void; redirect(url: string): void }) => unknown;
type Run = (...scope: unknown[]) => Promise<void>;
const AsyncFunction = (async () => undefined).constructor as new (...args: string[]) => Run;

/** Parsers of other languages, where this machine has them; `{}` in the arguments stands for none: the code comes on stdin. */
const PARSERS: Record<string, [command: string, args: string[]]> = {
  python: ["python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"]],
  php: ["php", ["-l"]],
  ruby: ["ruby", ["-c"]],
  go: ["gofmt", ["-e", "-l"]],
};

describe("the snippets do what they say", () => {
  let app: TestApp;
  let websiteId: string;
  let key: string;
  const ids = { visitorId: "snippet-visitor-1", sessionId: "snippet-session-1" };
  const page = { postMetric: { getVisitorId: () => ids.visitorId, getSessionId: () => ids.sessionId } };

  beforeAll(async () => {
    app = await startApp();
    ({ websiteId, key } = await app.createShop());
    await app.post("/api/track", { websiteId, ...ids, type: "pageview", url: "https://shop.example.com/?utm_source=news&utm_campaign=snippets" });
  });
  afterAll(() => app.stop());
  const filled = () => ({ appUrl: app.url, websiteId, domain: "shop.example.com" });
  const wayOf = (id: string) => {
    const way = passIdsSnippets(filled()).find((one) => one.id === id);
    if (!way) throw new Error(`no way ${id}`);
    return way;
  };
  const node = (id: string) => wayOf(id).server.find((snippet) => snippet.id === "node")?.code ?? "";

  /** Runs the browser's part; returns what it sends to the shop's server. */
  async function runInBrowser(code: string): Promise<Record<string, unknown>> {
    let sent = "";
    const fetching = async (_url: string, init: { body: string }) => {
      sent = init.body;
      return { json: async () => ({ url: "https://checkout.stripe.com/x", clientSecret: "secret" }) };
    };
    const window = { ...page, location: { href: "" } };
    await new AsyncFunction("window", "fetch", code)(window, fetching);
    return JSON.parse(sent) as Record<string, unknown>;
  }

  /** Runs the server's part with a Stripe that writes down what it is asked for. */
  async function runOnServer(code: string, body: Record<string, unknown>, headers: Record<string, string> = {}) {
    const asked: Record<string, unknown>[] = [];
    let redirected = "";
    let answered: unknown = null;
    const make = async (params: Record<string, unknown>) => {
      asked.push(params);
      return { url: "https://checkout.stripe.com/x", client_secret: "secret" };
    };
    const handlers: Handler[] = [];
    const keep = (_path: string, ...rest: Handler[]) => handlers.push(rest.at(-1) as Handler);
    await new AsyncFunction("app", "express", "stripe", code)({ post: keep, get: keep }, { json: () => () => undefined }, { checkout: { sessions: { create: make } }, paymentIntents: { create: make } });
    await handlers[0]?.({ body, headers }, { json: (value) => (answered = value), redirect: (url) => (redirected = url) });
    return { asked, redirected, answered };
  }

  async function linkOf(intent: string): Promise<{ method: string; campaign: string | undefined }> {
    await app.services.processor.idle();
    const { payments } = await app.ask<{ payments: { providerPaymentId: string; link: { method: string }; touch: { campaign: string } | null }[] }>(key, "/payments");
    const payment = payments.find(({ providerPaymentId }) => providerPaymentId === intent);
    return { method: payment?.link.method ?? "missing", campaign: payment?.touch?.campaign };
  }

  test("Checkout: the ids travel from the browser into the payment's link", async () => {
    const sent = await runInBrowser(wayOf("checkout").browser.code);
    expect(sent).toEqual(ids);
    const { asked, answered } = await runOnServer(node("checkout"), sent);
    expect(answered).toEqual({ url: "https://checkout.stripe.com/x" });
    expect(asked).toMatchObject([{ mode: "payment", metadata: { websiteId, ...ids } }]);
    expect((await app.deliver(checkoutCompleted({ n: "snip1", minor: 900, metadata: asked[0]?.["metadata"] as Record<string, string> }))).status).toBe(200);
    expect(await linkOf("pi_snip1")).toEqual({ method: "metadata", campaign: "snippets" });
  });

  test("PaymentIntents: the same", async () => {
    const { asked } = await runOnServer(node("payment-intent"), await runInBrowser(wayOf("payment-intent").browser.code));
    await app.deliver(intentSucceeded({ n: "snip2", minor: 4_900 }, { metadata: asked[0]?.["metadata"] }));
    expect(await linkOf("pi_snip2")).toEqual({ method: "metadata", campaign: "snippets" });
  });

  test("Payment Links: the server's redirect carries the cookies' ids", async () => {
    const { redirected } = await runOnServer(node("payment-link"), {}, { cookie: `a=b; _pm_vid=${ids.visitorId}; _pm_sid=${ids.sessionId}` });
    const reference = new URL(redirected).searchParams.get("client_reference_id");
    await app.deliver(checkoutCompleted({ n: "snip3", minor: 700 }, { client_reference_id: reference, payment_link: "plink_1" }), websiteId);
    expect(await linkOf("pi_snip3")).toEqual({ method: "client_reference_id", campaign: "snippets" });
    expect((await runOnServer(node("payment-link"), {}, {})).redirected).toBe("https://buy.stripe.com/your_link");
  });

  test("identify: in the browser and on a server", async () => {
    const [browser, server] = identifySnippets(filled());
    const calls: unknown[][] = [];
    const user = { id: "u1", email: "snippet@example.com", name: "Snippet" };
    await new AsyncFunction("window", "user", browser?.code ?? "")({ postMetric: (...args: unknown[]) => calls.push(args) }, user);
    expect(calls).toEqual([["identify", { userId: "u1", email: "snippet@example.com", name: "Snippet" }]]);
    let status = 0;
    const fetching = async (url: string, init: RequestInit) => ({ status: (status = (await fetch(url, init)).status) });
    await new AsyncFunction("fetch", "cookies", "user", server?.code ?? "")(fetching, { _pm_vid: ids.visitorId, _pm_sid: ids.sessionId }, user);
    expect(status).toBe(200);
    await app.deliver(checkoutCompleted({ n: "snip4", minor: 500, email: "snippet@example.com" }), websiteId);
    expect(await linkOf("pi_snip4")).toMatchObject({ method: "email" });
  });

  test("the tag manager's code adds the tag", async () => {
    const code = installSnippets(filled()).find(({ id }) => id === "gtm")?.code.replace(/<\/?script>/g, "") ?? "";
    const added: { src?: string; attributes: Record<string, string> }[] = [];
    const document = { createElement: () => ({ attributes: {} as Record<string, string>, setAttribute(name: string, value: string) { this.attributes[name] = value; } }), head: { appendChild: (tag: (typeof added)[number]) => added.push(tag) } };
    await new AsyncFunction("document", code)(document);
    expect(added).toMatchObject([{ src: `${app.url}/js/script.js`, attributes: { "data-website-id": websiteId } }]);
  });

  test("TSX parses, and every snippet holds the real ids and nothing unfilled", () => {
    const all: Snippet[] = [...installSnippets(filled()), ...identifySnippets(filled()), ...passIdsSnippets(filled()).flatMap(({ browser, server }) => [browser, ...server])];
    for (const { code, language, label } of all) {
      expect(code, label).not.toMatch(/undefined|\{\{[a-z]|WEBSITE_ID/);
      if (language !== "tsx" && language !== "javascript") continue;
      const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true, compilerOptions: { jsx: ts.JsxEmit.ReactJSX, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }, fileName: "snippet.tsx" });
      expect(diagnostics?.map(({ messageText }) => messageText), label).toEqual([]);
    }
    for (const snippet of installSnippets(filled())) {
      expect(snippet.code, snippet.id).toContain(websiteId);
      expect(snippet.code, snippet.id).not.toContain("cookieless");
    }
    for (const snippet of installSnippets({ ...filled(), cookieless: true })) expect(snippet.code, snippet.id).toMatch(/data-website-id="[^"]+" data-cookieless|setAttribute\("data-cookieless", ""\)/);
  });

  test("the other languages parse, by their own parser", () => {
    const others = [...installSnippets(filled()), ...passIdsSnippets(filled()).flatMap(({ server }) => server)].filter(({ language }) => language in PARSERS);
    expect(new Set(others.map(({ language }) => language))).toEqual(new Set(Object.keys(PARSERS)));
    const missing = new Set<string>();
    for (const { language, code, label, where } of others) {
      const [command, args] = PARSERS[language] as [string, string[]];
      if (spawnSync(command, ["--version"]).error) missing.add(`${command} (${language})`);
      else expect(() => execFileSync(command, args, { input: code, stdio: ["pipe", "pipe", "pipe"] }), `${label}: ${where}`).not.toThrow();
    }
    if (missing.size > 0) process.stderr.write(`\nNOT CHECKED: the snippets of ${[...missing].join(", ")} were not parsed, since these are not installed here.\n`);
  });
});
