import fc from "fast-check";
import { z } from "zod";

/** Values that have broken servers before: operators, prototypes, odd numbers, long and deep things, formulas, markup, control characters. */
const HOSTILE: unknown[] = [
  null,
  "",
  0,
  -1,
  1e308,
  -0.5,
  2 ** 53,
  true,
  [],
  {},
  [[[]]],
  { $gt: "" },
  { $ne: null },
  { $where: "sleep(1000)" },
  { $regex: "^(a+)+$" },
  { "a.b": 1 },
  JSON.parse('{"__proto__":{"admin":true}}'),
  { constructor: { prototype: { admin: true } } },
  "__proto__",
  "constructor",
  "$where",
  "../../etc/passwd",
  "\u0000",
  "\ud800",
  "\u202Etxt.exe",
  "<script>alert(1)</script>",
  "=HYPERLINK(\"http://127.0.0.1\")",
  `${"a".repeat(40)}!`,
  "x".repeat(20_000),
  "9".repeat(400),
  "1970-01-01",
  "9999-99-99",
  "0000-00-00T00:00:00Z",
  "javascript:alert(1)",
  "http://[::1",
  "https://user:pass@shop.example.com/%ff%00",
  Array.from({ length: 2_000 }, () => 0),
  JSON.parse(`${'{"a":'.repeat(200)}1${"}".repeat(200)}`),
];

const hostile = fc.constantFrom(...HOSTILE);
const anything = fc.oneof(hostile, fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: "binary" }));

/** A valid value with up to three of its places replaced, taken away or added to; sometimes something else altogether. */
export function mutationsOf(valid: unknown): fc.Arbitrary<unknown> {
  const change = fc.record({ place: fc.nat(), action: fc.constantFrom("replace", "remove", "add"), value: anything, key: fc.oneof(fc.string(), fc.constantFrom("__proto__x", "$set", "a.b", "toString")) });
  const mutated = fc.array(change, { maxLength: 3 }).map((changes) => changes.reduce((value, { place, action, value: junk, key }) => mutate(value, place, action, structuredClone(junk), key), structuredClone(valid)));
  return fc.oneof({ weight: 5, arbitrary: mutated }, { weight: 1, arbitrary: anything });
}

function mutate(value: unknown, place: number, action: string, junk: unknown, key: string): unknown {
  const places: { holder: Record<string, unknown>; name: string }[] = [];
  const visit = (holder: unknown) => {
    if (typeof holder !== "object" || holder === null) return;
    for (const name of Object.keys(holder)) {
      places.push({ holder: holder as Record<string, unknown>, name });
      visit((holder as Record<string, unknown>)[name]);
    }
  };
  visit(value);
  const chosen = places[place % Math.max(1, places.length)];
  if (!chosen) return junk;
  if (action === "remove") delete chosen.holder[chosen.name];
  else if (action === "add") chosen.holder[key] = junk;
  else chosen.holder[chosen.name] = junk;
  return value;
}

type JsonSchema = { type?: string; properties?: Record<string, JsonSchema>; items?: JsonSchema; enum?: unknown[]; const?: unknown; anyOf?: JsonSchema[]; oneOf?: JsonSchema[]; allOf?: JsonSchema[]; minimum?: number; format?: string };

/** An input that fits a procedure's schemas as far as their shape tells; `known` gives real values by name. */
export function validInputOf(schemas: readonly unknown[], known: Record<string, unknown>): Record<string, unknown> {
  return Object.assign({}, ...schemas.map((schema) => fill(z.toJSONSchema(schema as z.ZodType, { io: "input", unrepresentable: "any" }) as JsonSchema, "", known))) as Record<string, unknown>;
}

function fill(schema: JsonSchema, name: string, known: Record<string, unknown>): unknown {
  if (name in known) return known[name];
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fill(options[0] as JsonSchema, name, known);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => fill(part, name, known))) as unknown;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, property]) => [key, fill(property, key, known)]));
    case "array":
      return [fill(schema.items ?? {}, name, known)];
    case "number":
    case "integer":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    default:
      return "2026-01-01";
  }
}
