import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<"dependencies" | "devDependencies", Record<string, string>>;
const section = /^## Dependencies\n([\s\S]*?)\n## /m.exec(read("README.md"))?.[1] ?? "";

/** The table's rows: the packages that each names (a version may follow a name), and why. */
const rows = [...section.matchAll(/^\| (.+?) \| (.+?) \|$/gm)].map(([, names = "", why = ""]) => ({ names: names.split(/[,;] /).map((name) => name.replace(/ \d+$/, "")), why })).filter(({ names }) => names[0] !== "package");
const named = rows.flatMap(({ names }) => names);
const forDevelopment = /^Only for development: (.*)\.$/m.exec(section)?.[1]?.split("; ").map((group) => /^(.+?)(?: \(([^)]+)\))?$/.exec(group)?.slice(1)) ?? [];

describe("README's dependencies", () => {
  test("are the ones of package.json, each once, with a reason", () => {
    expect(named.toSorted()).toEqual(Object.keys(dependencies).toSorted());
    for (const { names, why } of rows) expect(why.split(" ").length, names.join()).toBeGreaterThan(2);
  });

  test("name what only development needs, and what for", () => {
    const names = forDevelopment.flatMap((group) => group?.[0]?.split(", ") ?? []).filter((name) => name !== "`@types/*`");
    expect(names.toSorted()).toEqual(Object.keys(devDependencies).filter((name) => !name.startsWith("@types/")).toSorted());
    for (const group of forDevelopment) if (group?.[0] !== "`@types/*`") expect(group?.[1], group?.[0]).toBeTruthy();
  });
});
