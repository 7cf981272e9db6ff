import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createSeenKeys } from "../../../server/shared/seen-keys.ts";

test("none of the last keys is forgotten, old ones are, and few are taken for seen that were not", () => {
  const seen = createSeenKeys(5_000);
  const keys = Array.from({ length: 30_000 }, (_, n) => (n % 2 === 0 ? `web_1\u0000session-${n}` : `web_1\u0000${randomUUID()}`));
  for (const [n, key] of keys.entries()) {
    seen.add(key);
    const held = keys[Math.max(0, n - 4_999)] as string;
    if (!seen.has(key) || !seen.has(held)) throw new Error(`${held} was forgotten after ${key}`);
  }
  const share = (some: string[]) => some.filter(seen.has).length / some.length;
  expect(share(keys.slice(0, 15_000))).toBeLessThan(0.04);
  expect(share(Array.from({ length: 20_000 }, (_, n) => `web_1\u0000visit-${n}`))).toBeLessThan(0.04);
});
