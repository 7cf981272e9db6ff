import { Marked } from "marked";
import { fillSnippets } from "./fill-snippets.server.ts";

export type DocsPage = { slug: string; title: string; lead: string; group: string; order: number; markdown: string };

const GROUPS = ["Start", "Payments", "Understand", "Operate", "Reference"];
const files = import.meta.glob<string>("./*.md", { query: "?raw", import: "default", eager: true });
const pages: DocsPage[] = Object.entries(files)
  .map(([path, text]) => readPage(path.replace(/^\.\/(.*)\.md$/, "$1"), text))
  .sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || a.order - b.order);

/** All pages of the help, in reading order. */
export function listDocs(): DocsPage[] {
  return pages;
}

/** A page as HTML with this server's address filled in, and its headings; null when there is none. The texts are ours, so their HTML is trusted. */
export function renderDocs(slug: string, appUrl: string): { page: DocsPage; html: string; headings: { id: string; text: string }[]; next: DocsPage | null } | null {
  const index = pages.findIndex((page) => page.slug === slug);
  const page = pages[index];
  if (!page) return null;
  const headings: { id: string; text: string }[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const id = slugOf(text);
        if (depth === 2) headings.push({ id, text });
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
    },
  });
  const html = marked.parse(fillSnippets(page.markdown, appUrl), { async: false });
  return { page, html, headings, next: pages[index + 1] ?? null };
}

export function slugOf(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

function readPage(slug: string, text: string): DocsPage {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (!match) throw new Error(`app/docs/${slug}.md has no head`);
  const head = Object.fromEntries((match[1] ?? "").split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
  return { slug, title: head["title"] ?? slug, lead: head["lead"] ?? "", group: head["group"] ?? "Reference", order: Number(head["order"] ?? 0), markdown: match[2] ?? "" };
}
