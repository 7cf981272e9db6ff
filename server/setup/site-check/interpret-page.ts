import { findBlockingDirective } from "./content-security-policy.ts";
import { readSnippets } from "./read-snippets.ts";
import type { FetchedPage } from "./fetch-page.ts";
import type { FoundSnippet } from "./read-snippets.ts";

export type SiteProblem =
  | "refused" | "unreachable" | "too_many_redirects" | "http_error" | "not_html" | "foreign_redirect"
  | "missing" | "only_in_tag_manager" | "added_by_code" | "wrong_id" | "twice" | "other_host" | "no_source" | "blocked_by_csp" | "insecure_script";
/** `fine`: the tag is right. `unsure`: it cannot be seen from here, a visit will tell. `wrong`: this has to be mended. */
export type SiteReport = { verdict: "fine" | "unsure" | "wrong"; problem: SiteProblem | null; url: string; message: string; advice: string | null };

export type Expected = { websiteId: string; appUrl: string; ownsHost: (hostname: string) => boolean };

/** What is wrong with the script on a fetched page, the first thing that has to be mended. Pure. */
export function interpretPage(page: FetchedPage, expected: Expected): SiteReport {
  const url = typeof page.url === "string" ? page.url : page.url.href;
  const wrong = (problem: SiteProblem, message: string, advice: string | null): SiteReport => ({ verdict: "wrong", problem, url, message, advice });
  const unsure = (problem: SiteProblem, message: string, advice: string): SiteReport => ({ verdict: "unsure", problem, url, message, advice });
  if (page.outcome !== "page") return wrong(page.outcome, page.reason, page.outcome === "refused" ? "Open your page in a browser instead: the step turns green with the first visit." : "Check the address in a browser, then look again.");
  if (!expected.ownsHost(page.url.hostname)) return wrong("foreign_redirect", `The page redirects to ${page.url.hostname}, which is not one of this website's hosts: visits there would be dropped`, "Add that host under Settings, Further hosts, or correct the domain.");
  if (page.status >= 400) return wrong("http_error", `The page answers with status ${page.status}`, page.status === 401 || page.status === 403 ? "It is behind a password or keeps machines out. Open it in a browser: the step turns green with the first visit." : "Check another page of the website.");
  if (!/html/i.test(page.contentType) && !/^\s*<(!doctype|html)/i.test(page.body)) return wrong("not_html", `What is there is not a web page (${page.contentType.slice(0, 60) || "no content type"})`, "Name the address of an ordinary page.");

  const facts = readSnippets(page.body, page.url, expected.websiteId);
  const own = facts.snippets.filter(({ websiteId }) => websiteId === expected.websiteId);
  const [snippet] = own;
  if (!snippet) {
    const other = facts.snippets.find(({ websiteId }) => websiteId !== null);
    if (other) return wrong("wrong_id", `The script is there with the id of another website (${other.websiteId?.slice(0, 40)})`, `Set data-website-id to ${expected.websiteId}.`);
    if (facts.snippets.length > 0) return wrong("wrong_id", "The script is there, but its tag has no data-website-id", `Add data-website-id="${expected.websiteId}" to the tag.`);
    if (facts.mentionsId) return unsure("added_by_code", "Your page's code names this website and seems to add the script in the browser", "That cannot be seen from here: open the page in a browser. The step turns green with the first visit.");
    if (facts.tagManager) return unsure("only_in_tag_manager", `The script is not in the page itself; ${facts.tagManager} is there and may add it`, "What a tag manager adds cannot be seen from here: open the page in a browser. The step turns green with the first visit.");
    return wrong("missing", page.cut ? "The script is not in the first part of the page (it is very long)" : "The script is not on this page", "Paste the snippet into the head of the page, publish it, empty caches, and look again.");
  }
  if (own.length > 1) return wrong("twice", `The script is there ${own.length} times: whichever loads second does nothing, and the page loads slower`, "Keep one of the tags.");
  return checkTag(snippet);

  function checkTag(tag: FoundSnippet): SiteReport {
    const app = new URL(expected.appUrl);
    if (!tag.src) return wrong("no_source", "The tag has no src that can be read", `Set src to ${expected.appUrl}/js/script.js.`);
    const proxied = tag.api !== null || (page.outcome === "page" && tag.src.hostname === page.url.hostname);
    if (tag.src.host !== app.host && !proxied) return wrong("other_host", `The script is loaded from ${tag.src.host}, not from this server (${app.host}): its visits go there`, `Set src to ${expected.appUrl}/js/script.js.`);
    if (page.outcome === "page" && page.url.protocol === "https:" && tag.src.protocol === "http:") return wrong("insecure_script", "The page is https and the script's address is http: browsers refuse to load it", "Give this server an https address (APP_URL), and use that one in the tag.");
    const blocked = findBlocked(tag);
    if (blocked) return wrong("blocked_by_csp", `The page's Content-Security-Policy does not let ${blocked.what}: ${blocked.directive}`, `Add ${blocked.origin} to ${blocked.name} in the policy.`);
    return { verdict: "fine", problem: null, url, message: proxied && tag.src.host !== app.host ? "The script is there once, with the right id, through your own address." : "The script is there once, with the right id, from this server.", advice: null };
  }

  function findBlocked(tag: FoundSnippet): { what: string; directive: string; origin: string; name: string } | null {
    if (page.outcome !== "page" || !tag.src) return null;
    const header = page.headers["content-security-policy"];
    const policies = [...(header ? [String(header)] : []), ...facts.metaPolicies];
    const script = findBlockingDirective(policies, { directive: "script-src", target: tag.src, page: page.url, nonce: tag.nonce });
    if (script) return { what: "it be loaded", directive: script, origin: tag.src.origin, name: "script-src" };
    const base = tag.api && URL.canParse(tag.api, page.url.href) ? new URL(tag.api, page.url.href) : new URL("/api/track", tag.src);
    const send = findBlockingDirective(policies, { directive: "connect-src", target: base, page: page.url, nonce: null });
    return send ? { what: "visits be sent", directive: send, origin: base.origin, name: "connect-src" } : null;
  }
}
