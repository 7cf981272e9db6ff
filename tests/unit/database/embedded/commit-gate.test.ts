import { expect, test } from "vitest";
import { createCommitGate } from "../../../../server/database/embedded/commit-gate.ts";

test("lets transactions through until it is shut, which waits for the one that runs", () => {
  const gate = createCommitGate();
  const other = createCommitGate(gate.shared);
  expect(gate.pass(() => other.shut(0))).toBe(false);
  expect(() => gate.pass(() => { throw new Error("refused"); })).toThrow("refused");
  expect(gate.pass(() => 5)).toBe(5);
  expect(other.shut(0)).toBe(true);
  expect(other.shut(0)).toBe(true);
  expect(() => gate.pass(() => 5)).toThrow("The server is ending");
});
