import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const FREE = new Set(["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "CC0-1.0", "OFL-1.1", "BlueOak-1.0.0", "Unlicense", "MIT-0", "Zlib"]);

type Locked = { dev?: boolean; optional?: boolean; resolved?: string; license?: string };
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Record<string, Locked> };
const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== "" && !dev);

/** An SPDX expression is free when one side of each OR, and both of each AND, is. */
function isFree(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, "$1");
  if (bare.includes(" AND ")) return bare.split(" AND ").every(isFree);
  return bare.includes(" OR ") ? bare.split(" OR ").some(isFree) : FREE.has(bare);
}

function licenceOf(path: string, { license }: Locked): string {
  if (license) return license;
  const manifest = join(root, path, "package.json");
  const { license: own } = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, "utf8")) as { license?: unknown }) : {};
  return typeof own === "string" ? own : `none told by ${path}`;
}

describe("what ships", () => {
  test("has many packages, all under free licences that do not reach into a user's own code", () => {
    expect(shipped.length).toBeGreaterThan(50);
    const others = shipped.map(([path, entry]) => [path, licenceOf(path, entry)] as const).filter(([, licence]) => !isFree(licence));
    expect(others).toEqual([]);
  });

  test("a licence that is not free is seen as such", () => {
    for (const licence of ["AGPL-3.0", "GPL-3.0-only", "UNLICENSED", "SEE LICENSE IN LICENSE", "(MIT AND GPL-2.0)"]) expect(isFree(licence), licence).toBe(false);
    for (const licence of ["MIT", "(MIT OR GPL-3.0)", "(Apache-2.0 AND MIT)"]) expect(isFree(licence), licence).toBe(true);
  });

  test("the lockfile pins every version and names no host", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, Record<string, string>>;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) expect(version, name).toMatch(/^\d/);
    expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});
