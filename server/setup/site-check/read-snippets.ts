import { parse } from "parse5";
import type { DefaultTreeAdapterMap } from "parse5";

type Node = DefaultTreeAdapterMap["node"];
type Element = DefaultTreeAdapterMap["element"];

export type FoundSnippet = { src: URL | null; websiteId: string | null; api: string | null; nonce: string | null };
export type PageFacts = {
  /** PostMetric's script tags that stand in the page itself. */
  snippets: FoundSnippet[];
  metaPolicies: string[];
  /** A tag manager is on the page: what it adds cannot be seen from here. */
  tagManager: string | null;
  /** The id stands in the page's code outside of a script tag of ours: a framework adds the tag in the browser. */
  mentionsId: boolean;
};

const TAG_MANAGERS: [RegExp, string][] = [
  [/googletagmanager\.com\/gtm\.js|\bGTM-[A-Z0-9]{4,10}\b/, "Google Tag Manager"],
  [/assets\.adobedtm\.com/, "Adobe Experience Platform Tags"],
  [/tags\.tiqcdn\.com/, "Tealium iQ"],
  [/cdn\.matomo\.cloud\/[^"']*container_/, "Matomo Tag Manager"],
];

/** What a page's own HTML says of PostMetric's script, read as a browser would read it: comments and templates do not count. */
export function readSnippets(html: string, page: URL, websiteId: string): PageFacts {
  const facts: PageFacts = { snippets: [], metaPolicies: [], tagManager: TAG_MANAGERS.find(([pattern]) => pattern.test(html))?.[1] ?? null, mentionsId: false };
  let base = page;
  visit(parse(html) as Node);
  return facts;

  function visit(node: Node): void {
    if ("tagName" in node) readElement(node as Element);
    if ("childNodes" in node) for (const child of node.childNodes) visit(child);
  }

  function readElement(element: Element): void {
    const attribute = (name: string) => element.attrs.find((entry) => entry.name === name)?.value ?? null;
    if (element.tagName === "base") {
      const href = attribute("href");
      if (href && URL.canParse(href, page.href)) base = new URL(href, page.href);
    }
    if (element.tagName === "meta" && attribute("http-equiv")?.toLowerCase() === "content-security-policy") facts.metaPolicies.push(attribute("content") ?? "");
    if (element.tagName !== "script") return;
    const source = attribute("src");
    const src = source && URL.canParse(source, base.href) ? new URL(source, base.href) : null;
    const given = attribute("data-website-id");
    const older = src?.pathname.endsWith("/api/track.js") ? src.searchParams.get("site") : null;
    if (given !== null || older !== null || src?.pathname.endsWith("/js/script.js")) {
      facts.snippets.push({ src, websiteId: given ?? older, api: attribute("data-api"), nonce: attribute("nonce") || null });
    } else if (element.childNodes.some((child) => "value" in child && child.value.includes(websiteId))) facts.mentionsId = true;
  }
}
