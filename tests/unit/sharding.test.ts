import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import mongoose from "mongoose";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("every sharded collection has the website as the beginning of each unique index, and an index that begins with it", async () => {
  for (const file of readdirSync(`${root}models`)) await import(`../../models/${file}`);
  const script = readFileSync(`${root}deploy/shard-collections.mongosh`, "utf8");
  const names = [...script.matchAll(/^ {2}"(\w+)",$/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const model = Object.values(mongoose.models).find(({ collection }) => collection.name === name);
    expect(model, name).toBeDefined();
    const indexes = model?.schema.indexes() ?? [];
    const first = (fields: object) => Object.keys(fields)[0];
    for (const [fields, options] of indexes) if (options["unique"] === true) expect(first(fields), `${name} ${JSON.stringify(fields)}`).toBe("websiteId");
    expect(indexes.some(([fields]) => first(fields) === "websiteId"), name).toBe(true);
  }
});
