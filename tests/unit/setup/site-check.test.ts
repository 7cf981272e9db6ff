import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installSnippets } from "../../../app/snippets/install.ts";
import { isPublicAddress, LOCAL_TOO, PUBLIC_WEB } from "../../../server/setup/site-check/address-policy.ts";
import { findBlockingDirective } from "../../../server/setup/site-check/content-security-policy.ts";
import { fetchPage } from "../../../server/setup/site-check/fetch-page.ts";
import { interpretPage } from "../../../server/setup/site-check/interpret-page.ts";
import type { FetchedPage } from "../../../server/setup/site-check/fetch-page.ts";

const APP = "https://stats.example.com";
const ID = "web_0123456789abcdef";
const TAG = `<script defer src="${APP}/js/script.js" data-website-id="${ID}"></script>`;

describe("addresses of the open internet", () => {
  test.each(["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])("%s is one", (address) => expect(isPublicAddress(address)).toBe(true));
  test.each([
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "224.0.0.1", "255.255.255.255",
    "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "240.0.0.1", "192.0.0.1",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "::127.0.0.1", "::7f00:1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1",
    "localhost", "", "1", "999.1.1.1",
  ])("%s is none", (address) => expect(isPublicAddress(address)).toBe(false));
});

describe("fetching a page", () => {
  let url: string;
  const answers = new Map<string, (req: IncomingMessage, res: ServerResponse) => void>();
  const server = createServer((req, res) => (answers.get(req.url ?? "") ?? ((_req, missing) => missing.writeHead(404).end()))(req, res));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const local = { policy: LOCAL_TOO, userAgent: "test" };

  test.each(["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:7f00:1]/", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://localhost/", "http://0/"])("%s is refused", async (address) => {
    const page = await fetchPage(new URL(address), { policy: PUBLIC_WEB, userAgent: "test", resolve: async () => ["127.0.0.1"] });
    expect(page).toMatchObject({ outcome: "refused" });
  });

  test("other ports, other schemes and user names are refused before anything is asked", async () => {
    const resolve = async () => {
      throw new Error("was asked");
    };
    for (const address of ["http://shop.example.com:22/", "https://shop.example.com:8443/", "ftp://shop.example.com/", "file:///etc/passwd", "http://user:word@shop.example.com/"]) {
      expect(await fetchPage(new URL(address), { policy: PUBLIC_WEB, userAgent: "test", resolve })).toMatchObject({ outcome: "refused" });
    }
  });

  test("a name with one private address among public ones is refused", async () => {
    const page = await fetchPage(new URL("http://shop.example.com/"), { policy: PUBLIC_WEB, userAgent: "test", resolve: async () => ["93.184.215.14", "10.0.0.7"] });
    expect(page).toMatchObject({ outcome: "refused", reason: expect.stringContaining("10.0.0.7") as unknown });
  });

  test("the connection goes to the checked address, whatever the name answers later", async () => {
    answers.set("/named", (req, res) => res.setHeader("Content-Type", "text/html").end(`host ${req.headers.host}`));
    let asked = 0;
    const port = new URL(url).port;
    const page = await fetchPage(new URL(`http://rebinding.example.com:${port}/named`), { ...local, resolve: async () => ((asked += 1) === 1 ? ["127.0.0.1"] : ["10.0.0.1"]) });
    expect(page).toMatchObject({ outcome: "page", status: 200, body: `host rebinding.example.com:${port}` });
    expect(asked).toBe(1);
  });

  test("a redirect to a private address is refused, and too many are given up", async () => {
    answers.set("/away", (_req, res) => res.writeHead(302, { Location: "http://169.254.169.254/" }).end());
    answers.set("/round", (_req, res) => res.writeHead(302, { Location: "/round" }).end());
    expect(await fetchPage(new URL(`${url}/away`), local)).toMatchObject({ outcome: "refused", redirects: ["http://169.254.169.254/"] });
    expect(await fetchPage(new URL(`${url}/round`), local)).toMatchObject({ outcome: "too_many_redirects" });
  });

  test("what is packed to burst is cut, and what is not packed as it says is told", async () => {
    answers.set("/bomb", (_req, res) => res.writeHead(200, { "Content-Type": "text/html", "Content-Encoding": "gzip" }).end(gzipSync(Buffer.alloc(60_000_000, 97))));
    answers.set("/broken", (_req, res) => res.writeHead(200, { "Content-Type": "text/html", "Content-Encoding": "gzip" }).end("not gzip"));
    const page = await fetchPage(new URL(`${url}/bomb`), local);
    expect(page).toMatchObject({ outcome: "page", cut: true });
    expect(page.outcome === "page" && page.body.length).toBe(1_500_000);
    expect(await fetchPage(new URL(`${url}/broken`), local)).toMatchObject({ outcome: "unreachable", reason: expect.stringContaining("packed") as unknown });
  });

  test("nothing there, and a name that is none, are told in words", async () => {
    const free = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, "127.0.0.1", () => {
        const { port } = probe.address() as AddressInfo;
        probe.close(() => resolve(port));
      });
    });
    expect(await fetchPage(new URL(`http://127.0.0.1:${free}/`), local)).toMatchObject({ outcome: "unreachable", reason: expect.stringContaining("refused") as unknown });
    const nobody = Object.assign(new Error("x"), { code: "ENOTFOUND" });
    expect(await fetchPage(new URL("http://nobody.example/"), { ...local, resolve: () => Promise.reject(nobody) })).toMatchObject({ outcome: "unreachable", reason: expect.stringContaining("DNS") as unknown });
  });
});

function page(head: string, more: Partial<Extract<FetchedPage, { outcome: "page" }>> = {}): FetchedPage {
  return { outcome: "page", url: new URL("https://shop.example.com/"), redirects: [], status: 200, headers: {}, contentType: "text/html; charset=utf-8", body: `<!doctype html><html><head>${head}</head><body><p>x</p></body></html>`, cut: false, ...more };
}
const judge = (fetched: FetchedPage) => interpretPage(fetched, { websiteId: ID, appUrl: APP, ownsHost: (host) => host.endsWith("shop.example.com") });

describe("what is wrong with a page", () => {
  test.each<[string, FetchedPage, string | null, string]>([
    ["the tag", page(TAG), null, "fine"],
    ["the older install", page(`<script src="${APP}/api/track.js?site=${ID}"></script>`), null, "fine"],
    ["a proxied tag", page(`<script defer src="/stats/js/script.js" data-api="/stats" data-website-id="${ID}"></script>`), null, "fine"],
    ["no tag", page(""), "missing", "wrong"],
    ["a tag in a comment", page(`<!-- ${TAG} -->`), "missing", "wrong"],
    ["another website's id", page(TAG.replace(ID, "web_another")), "wrong_id", "wrong"],
    ["no id", page(`<script defer src="${APP}/js/script.js"></script>`), "wrong_id", "wrong"],
    ["the tag twice", page(TAG + TAG), "twice", "wrong"],
    ["the script of another server", page(TAG.replace("stats.", "other.")), "other_host", "wrong"],
    ["a tag without src", page(`<script data-website-id="${ID}"></script>`), "no_source", "wrong"],
    ["http on an https page", page(TAG.replace("https:", "http:")), "insecure_script", "wrong"],
    ["a tag manager", page(`<script>(function(){})("GTM-ABC1234")</script>`), "only_in_tag_manager", "unsure"],
    ["a framework that adds it", page(`<script>self.__next_f.push(["data-website-id","${ID}"])</script>`), "added_by_code", "unsure"],
    ["a policy against the script", page(TAG, { headers: { "content-security-policy": "default-src 'self'; connect-src *" } }), "blocked_by_csp", "wrong"],
    ["a policy against sending", page(TAG, { headers: { "content-security-policy": `script-src ${APP}; connect-src 'self'` } }), "blocked_by_csp", "wrong"],
    ["a policy in the page", page(`<meta http-equiv="Content-Security-Policy" content="script-src 'self'">${TAG}`), "blocked_by_csp", "wrong"],
    ["a policy that allows both", page(TAG, { headers: { "content-security-policy": `default-src 'self'; script-src 'self' ${APP}; connect-src https:` } }), null, "fine"],
    ["an error", page("", { status: 500 }), "http_error", "wrong"],
    ["a picture", page("", { contentType: "image/png", body: "PNG" }), "not_html", "wrong"],
    ["a redirect away", page(TAG, { url: new URL("https://elsewhere.example.org/") }), "foreign_redirect", "wrong"],
    ["nobody", { outcome: "unreachable", url: "https://shop.example.com/", redirects: [], reason: "x" }, "unreachable", "wrong"],
    ["a private address", { outcome: "refused", url: "https://shop.example.com/", redirects: [], reason: "x" }, "refused", "wrong"],
  ])("%s", (_name, fetched, problem, verdict) => {
    const report = judge(fetched);
    expect(report).toMatchObject({ problem, verdict });
    expect(report.message).not.toBe("");
    if (verdict !== "fine") expect(report.advice).not.toBeNull();
  });

  test("the HTML snippets of the setup are what it looks for", () => {
    for (const { id, code, language } of installSnippets({ appUrl: APP, websiteId: ID, domain: "shop.example.com" })) {
      if (["html", "liquid"].includes(language)) expect(judge(page(code)).problem, id).toBe(id === "gtm" ? "added_by_code" : null);
    }
  });
});

describe("a Content-Security-Policy", () => {
  const target = new URL(`${APP}/js/script.js`);
  const shop = new URL("https://shop.example.com/");
  test.each<[string, string, string | null, boolean]>([
    ["nothing said", "img-src 'none'", null, true],
    ["none", "script-src 'none'", null, false],
    ["empty list", "script-src", null, false],
    ["everything", "script-src *", null, true],
    ["https", "script-src https:", null, true],
    ["the host", "script-src stats.example.com", null, true],
    ["the host with its path", "script-src https://stats.example.com/js/", null, true],
    ["the host with another path", "script-src https://stats.example.com/other", null, false],
    ["a wildcard", "script-src *.example.com", null, true],
    ["a wildcard of another domain", "script-src *.example.org", null, false],
    ["another port", "script-src stats.example.com:8443", null, false],
    ["script-src-elem before script-src", "script-src *; script-src-elem 'self'", null, false],
    ["default-src", "default-src 'self'", null, false],
    ["a nonce that the tag has", "script-src 'nonce-abc'", "abc", true],
    ["a nonce that it has not", "script-src 'nonce-abc'", null, false],
    ["strict-dynamic makes hosts count for nothing", "script-src 'strict-dynamic' https:", null, false],
    ["two policies, one of which forbids", "script-src *, script-src 'self'", null, false],
  ])("%s", (_name, policy, nonce, allowed) => expect(findBlockingDirective([policy], { directive: "script-src", target, page: shop, nonce }) === null).toBe(allowed));
});
