import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Which rooms a room may import, beside itself; `models` and `shared` are open to all, and import no room. */
const ALLOWED: Record<string, string[]> = {
  shared: [],
  config: [],
  database: ["leases"],
  websites: ["leases"],
  audit: [],
  auth: ["leases", "websites"],
  leases: [],
  limits: [],
  identities: [],
  "read-model": [],
  ingestion: ["websites", "read-model"],
  ledger: ["read-model"],
  attribution: ["ledger"],
  payments: ["attribution", "ledger"],
  "lemonsqueezy-events": ["payments", "identities", "websites"],
  "stripe-events": ["leases", "lemonsqueezy-events", "payments", "identities", "websites"],
  reports: ["attribution", "ledger", "read-model"],
  insights: ["reports", "read-model", "attribution", "costs"],
  costs: ["reports", "attribution", "ingestion"],
  digest: ["reports", "auth"],
  exports: ["reports", "costs", "insights"],
  views: [],
  privacy: ["identities", "ledger", "read-model"],
  setup: ["*"],
  diagnostics: ["*"],
  trpc: ["*"],
  http: ["*"],
};

/** Pure files: no database, no clock, no network. */
const PURE = ["server/ingestion/acquisition/", "server/ingestion/parse-track-request.ts", "server/ingestion/choose-session.ts", "server/attribution/models.ts", "server/shared/money.ts", "server/payments/build-payments.ts", "server/payments/join-facts.ts", "server/payments/connect-facts.ts", "server/payments/pair-provisional.ts", "server/payments/merge-refunds.ts", "server/read-model/visits-segment.ts", "server/read-model/payments-segment.ts", "server/read-model/replace-visits.ts", "server/read-model/row-order.ts", "server/read-model/dictionary.ts", "server/reports/tally.ts", "server/reports/filter-rows.ts", "server/reports/bucket-times.ts", "server/insights/compute-", "server/shared/match-path.ts", "server/insights/sum-goals.ts", "server/insights/derive-subscriptions.ts", "server/insights/funnel-steps.ts", "server/digest/write-digest.ts", "server/costs/build-cost.ts", "server/costs/parse-cost-file.ts", "server/costs/spread-costs.ts"];

function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? listFiles(join(folder, entry.name)) : /\.tsx?$/.test(entry.name) ? [join(folder, entry.name)] : []));
}

function importsOf(file: string): { target: string; typeOnly: boolean }[] {
  const source = readFileSync(join(root, file), "utf8");
  return [...source.matchAll(/^(import|export)\s+(type\s+)?[^;]*?from\s+"([^"]+)"/gm)].map(([, , type, target]) => ({
    target: (target as string).startsWith(".") ? relative(root, resolve(root, dirname(file), target as string)) : (target as string),
    typeOnly: type !== undefined,
  }));
}

function importsOfAllModels(): string[] {
  return [...readFileSync(join(root, "models/all-models.ts"), "utf8").matchAll(/^import "([^"]+)";$/gm)].map(([, path]) => path as string).sort();
}

const roomOf = (file: string) => (/^server\/[^/]+\//.test(file) ? file.split("/")[1] : undefined);

describe("the house", () => {
  test.each(listFiles("server"))("%s imports downward only", (file) => {
    const room = roomOf(file);
    if (!room) return;
    expect(ALLOWED, `the room ${room} must be named here`).toHaveProperty(room);
    for (const { target, typeOnly } of importsOf(file)) {
      const other = roomOf(target);
      if (target.startsWith("app/")) throw new Error(`${file} imports ${target}`);
      if (!other || other === room || other === "shared") continue;
      // A type costs nothing at run time, yet shows which way words flow: only http's wiring types go up.
      if (typeOnly && room === "trpc" && other === "http") continue;
      const allowed = ALLOWED[room] ?? [];
      expect(allowed.includes("*") || allowed.includes(other), `${file} imports ${target}`).toBe(true);
    }
  });

  test("models import models and mongoose alone", () => {
    for (const file of listFiles("models")) for (const { target } of importsOf(file)) expect(target, file).toMatch(/^(models\/|mongoose$|server\/shared\/)/);
  });

  test("the UI takes nothing but types from the server, and the tracker nothing at all", () => {
    for (const file of listFiles("app")) {
      for (const { target, typeOnly } of importsOf(file)) {
        if (target.startsWith("server/") || target.startsWith("models/")) expect(typeOnly, `${file} imports ${target}`).toBe(true);
        if (file.startsWith("app/tracker/")) throw new Error(`${file} imports ${target}`);
      }
    }
  });

  test("stripe is known to one room, process.env to the entry, and pure files stay pure", () => {
    for (const file of listFiles("server")) {
      const source = readFileSync(join(root, file), "utf8");
      if (importsOf(file).some(({ target }) => target === "stripe")) expect(roomOf(file)).toBe("stripe-events");
      if (source.includes("process.env")) expect(file).toBe("server/index.ts");
      if (PURE.some((pure) => file.startsWith(pure))) {
        expect(source, file).not.toMatch(/\bDate\.now\(|new Date\(\)|Math\.random|\bfetch\(/);
        for (const { target, typeOnly } of importsOf(file)) if (target.startsWith("models/")) expect(typeOnly, `${file} imports ${target}`).toBe(true);
      }
    }
  });

  test("all-models names every document, so that its indexes are made and checked", () => {
    const documents = listFiles("models").filter((file) => readFileSync(join(root, file), "utf8").includes("mongoose.model<"));
    expect(importsOfAllModels()).toEqual(documents.map((file) => `./${file.slice("models/".length)}`).sort());
  });

  test("there is no drawer for everything", () => {
    for (const file of [...listFiles("server"), ...listFiles("app"), ...listFiles("models")]) expect(file).not.toMatch(/\b(utils?|helpers?|misc|common|manager)\b/);
  });
});
