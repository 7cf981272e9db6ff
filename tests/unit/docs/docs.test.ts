import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { listDocs, renderDocs, slugOf } from "../../../app/docs/read-docs.server.ts";
import { permissionsOf } from "../../../server/auth/permissions.ts";
import type { Permission } from "../../../server/auth/permissions.ts";
import { WANTED_EVENTS } from "../../../server/stripe-events/wanted-events.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = listDocs();
const texts = pages.map(({ slug, markdown }) => [slug, markdown] as const);

function sourcesIn(folder: string): string {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile() && entry.name.endsWith(".ts")).map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
}

describe("the help", () => {
  test("has the pages that the product and the README need", () => {
    expect(pages.map(({ slug }) => slug)).toEqual(expect.arrayContaining(["setup", "checkout", "payment-intents", "payment-links", "other-payments", "refunds", "linking", "troubleshooting", "api", "proxy", "privacy", "deployment", "mongodb", "backups", "teams"]));
    for (const { title, lead, markdown } of pages) expect([title.length > 3, lead.length > 10, markdown.length > 150], title).toEqual([true, true, true]);
  });

  test.each(texts)("%s becomes HTML with everything filled in", (slug) => {
    const rendered = renderDocs(slug, "https://stats.example.com");
    expect(rendered?.html).not.toMatch(/\{\{[a-z]/);
    expect(rendered?.html).not.toMatch(/<h1|undefined|\[object/);
  });

  test.each(texts)("%s: every internal link leads somewhere", (_slug, markdown) => {
    for (const [, link = ""] of markdown.matchAll(/\]\((\/[^)]+)\)/g)) {
      const [path = "", hash] = link.split("#");
      const target = renderDocs(path.replace("/docs/", ""), "https://stats.example.com");
      expect(target, link).not.toBeNull();
      if (hash) expect(target?.html, link).toContain(`id="${hash}"`);
    }
  });

  test.each(texts)("%s: every variable, command and address that it names exists", (_slug, markdown) => {
    const config = read("server/config/read-config.ts");
    const commands = read("scripts/admin.ts");
    const routes = sourcesIn("server");
    const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;
    for (const [, name = ""] of markdown.matchAll(/[`\s"]([A-Z]{3,}(?:_[A-Z]+)+|PORT|HOST)\b(?=[`="])/g)) if (!["WEBSITE_ID", "POSTMETRIC_API_KEY"].includes(name)) expect(config, name).toMatch(new RegExp(`\\b${name}:`));
    for (const [, script = ""] of markdown.matchAll(/npm run (?:--silent )?([a-z:-]+)/g)) expect(scripts, script).toHaveProperty([script]);
    for (const [, command = ""] of markdown.matchAll(/admin -- ([a-z-]+)/g)) expect(commands, command).toMatch(new RegExp(`^  "?${command}"?[:,]`, "m"));
    for (const [, path = ""] of markdown.matchAll(/(?:GET|POST) (\/[a-z0-9/]+)/g)) expect(routes.includes(path) || routes.includes(path.replace("/api/v1", "")), path).toBe(true);
  });

  test("the events to tick are those that the wizard asks for", () => {
    const named = [...(pages.find(({ slug }) => slug === "setup")?.markdown ?? "").matchAll(/^\| (?:\*\*)?`([a-z_.]+)`/gm)].map(([, type]) => type);
    expect(named.filter((type) => type?.includes("."))).toEqual(WANTED_EVENTS.map(({ type }) => type));
  });

  test("the table of roles says what the server grants", () => {
    const shown: [string, Permission][] = [["Reports", "reports"], ["Payments", "payments"], ["Webhooks and troubleshooting", "webhooks"], ["Customers' addresses in full", "emails"], ["Correct who paid", "links"], ["Settings, keys, secrets", "settings"], ["Members and the team", "team"]];
    const roles = ["owner", "admin", "analyst", "support"] as const;
    expect(permissionsOf("owner").filter((permission) => permission !== "view")).toEqual(shown.map(([, permission]) => permission));
    const markdown = pages.find(({ slug }) => slug === "teams")?.markdown ?? "";
    expect(markdown).toContain(`| | ${roles.join(" | ")} |`);
    for (const [label, permission] of shown) expect(markdown).toContain(`| ${label} | ${roles.map((role) => (permissionsOf(role).includes(permission) ? "yes" : "–")).join(" | ")} |`);
  });

  test.each(texts)("%s: every file of deploy/ that it names is there", (_slug, markdown) => {
    for (const [, file = ""] of markdown.matchAll(/(deploy\/[\w.-]+)/g)) if (!file.endsWith(".env")) expect(() => read(file), file).not.toThrow();
  });

  test("every page of the help that the product links to is there", () => {
    const sources = [sourcesIn("server"), ...readdirSync(join(root, "app"), { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name)).map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))].join("\n");
    const links = [...sources.matchAll(/"\/docs\/([a-z-]+)(?:#([a-z-]+))?"/g)];
    expect(links.length).toBeGreaterThan(5);
    for (const [link, slug = "", hash] of links) {
      const rendered = renderDocs(slug, "https://stats.example.com");
      expect(rendered, link).not.toBeNull();
      if (hash) expect(rendered?.html, link).toContain(`id="${hash}"`);
    }
  });

  test("a heading's address is made of its words", () => expect(slugOf("Back from the checkout!")).toBe("back-from-the-checkout"));
});
