import { identifySnippets } from "../snippets/identify.ts";
import { installSnippets } from "../snippets/install.ts";
import { passIdsSnippets } from "../snippets/pass-ids.ts";
import type { Snippet } from "../snippets/snippet.ts";

/** Fills `{{name}}` and `{{kind:id}}` in a text of the help. Throws for one that there is not, so that a text cannot name what is gone. */
export function fillSnippets(markdown: string, appUrl: string): string {
  const ids = { appUrl, websiteId: "WEBSITE_ID", domain: "example.com" };
  const ways = passIdsSnippets(ids);
  const wayOf = (id: string) => ways.find((way) => way.id === id);
  return markdown.replace(/\{\{([a-zA-Z]+)(?::([a-z-]+))?\}\}/g, (_, kind: string, id = "") => {
    const value = find(kind, id);
    if (value === undefined) throw new Error(`The help names {{${kind}${id ? `:${id}` : ""}}}, which is not there`);
    return value;
  });

  function find(kind: string, id: string): string | undefined {
    switch (kind) {
      case "appUrl":
      case "websiteId":
      case "domain":
        return ids[kind];
      case "appHost":
        return new URL(appUrl).host;
      case "install":
        return installSnippets(ids).find((snippet) => snippet.id === id)?.code;
      case "identify":
        return identifySnippets(ids).find((snippet) => snippet.id === id)?.code;
      case "browser":
        return wayOf(id)?.browser.code;
      case "servers":
        return wayOf(id)?.server.map(foldable).join("\n");
      default:
        return undefined;
    }
  }
}

/** The first language is open; the others open by a click, without JavaScript. */
function foldable({ label, code, language }: Snippet, index: number): string {
  return `<details${index === 0 ? " open" : ""}><summary>${label}</summary>\n\n\`\`\`${language}\n${code}\n\`\`\`\n\n</details>\n`;
}
