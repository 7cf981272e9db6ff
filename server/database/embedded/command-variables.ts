import type { Document } from "bson";
import { compileExpression } from "./aggregation/compile-expression.ts";
import { isDocument } from "./bson-order.ts";
import type { Value } from "./bson-order.ts";

/** What a command's expressions may name with `$$`: the time, and the values of its `let` (constant expressions). */
export function variablesOf(command: Document, now: Date, more?: Value): Record<string, Value> {
  const variables: Record<string, Value> = { NOW: now };
  for (const given of [command["let"] as Value, more]) {
    if (!isDocument(given)) continue;
    for (const [name, value] of Object.entries(given)) variables[name] = compileExpression(value as Value, Object.keys(variables))({ document: {}, root: {}, variables }) ?? null;
  }
  return variables;
}
