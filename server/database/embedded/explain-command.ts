import type { Document } from "bson";
import { isDocument } from "./bson-order.ts";
import { variablesOf } from "./command-variables.ts";
import { findRecords, readQuery } from "./find-records.ts";
import { splitPipeline } from "./split-pipeline.ts";
import type { Command } from "./run-command.ts";

/** How a command would reach its documents: which index, and how many it looks at. */
export const explain: Command = (command, { storage, database, now }) => {
  const inner = command["explain"] as Document;
  const name = String(Object.values(inner)[0]);
  const pipeline = inner["pipeline"] as Document[] | undefined;
  const write = ((inner["updates"] ?? inner["deletes"]) as Document[] | undefined)?.[0];
  const variables = variablesOf(inner, now);
  const query = pipeline ? { ...splitPipeline(pipeline).query, variables } : write ? readQuery({ filter: write["q"], hint: write["hint"] }, variables) : readQuery({ ...inner, filter: inner["filter"] ?? inner["query"] }, variables);
  const { records, plan, examined } = findRecords(storage, storage.find(database, name), query);
  const access = plan.index
    ? { stage: "FETCH", inputStage: { stage: "IXSCAN", keyPattern: plan.index.spec.key, indexName: plan.index.spec.name, isMultiKey: plan.index.multikey, direction: plan.backwards ? "backward" : "forward" } }
    : { stage: "COLLSCAN", direction: "forward" };
  const winningPlan = plan.sorted || !isDocument(query.sort) ? access : { stage: "SORT", sortPattern: query.sort, inputStage: access };
  return {
    body: {
      queryPlanner: { namespace: `${database}.${name}`, parsedQuery: query.filter, winningPlan, rejectedPlans: [] },
      executionStats: { executionSuccess: true, nReturned: records.length, totalKeysExamined: plan.index ? examined : 0, totalDocsExamined: examined },
      ok: 1,
    },
  };
};
