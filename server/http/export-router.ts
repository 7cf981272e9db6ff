import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { Router } from "express";
import type { Request, Response } from "express";
import { METRICS } from "../reports/metrics.ts";
import { createCallerFactory } from "../trpc/procedures.ts";
import { appRouter } from "../trpc/router.ts";
import type { TrpcDeps } from "../trpc/context.ts";
import type { Logger } from "../shared/logger.ts";
import { createTrpcContext } from "./create-trpc-context.ts";
import type { LoadContext } from "./remix-load-context.ts";

type Caller = LoadContext["trpc"];
type Query = Record<string, string>;
type Ask = { websiteId: string; from?: string; to?: string; filters: Record<string, string[]> };

/** The tables that can be had as a file, each by its procedure, which decides who may. */
const TABLES: Record<string, (caller: Caller, ask: Ask, query: Query) => Promise<AsyncIterable<string>>> = {
  payments: (caller, ask, query) => caller.exports.payments({ ...ask, ...pick(query, ["status", "method", "q"]), ...answers(query, ["linked"]) }),
  sessions: (caller, ask) => caller.exports.sessions(ask),
  events: (caller, ask) => caller.exports.events(ask),
  visitors: (caller, { websiteId }, query) => caller.exports.visitors({ websiteId, ...pick(query, ["source", "country", "device"]), ...answers(query, ["identified", "paid"]) }),
  deliveries: (caller, { websiteId }, query) => caller.exports.deliveries({ websiteId, ...pick(query, ["scope", "result", "type", "q"]) }),
  costs: (caller, ask) => caller.exports.costs(ask),
  breakdown: (caller, ask, query) => caller.exports.breakdown({ ...ask, dimension: query["dimension"] as "channel", model: (query["model"] ?? "last_touch") as "linear", ...(query["window"] ? { window: Number(query["window"]) } : {}), limit: 1_000 }),
  goals: (caller, ask) => caller.exports.goals(ask),
  goal: (caller, ask, query) => caller.exports.goal({ ...ask, goal: query["goal"] ?? "", dimension: (query["dimension"] ?? "channel") as "channel" }),
  funnel: (caller, ask, query) => caller.exports.funnel({ ...ask, steps: (query["steps"] ?? "").split("\n"), windowDays: Number(query["window"] ?? 30) }),
  retention: (caller, ask, query) => caller.exports.retention({ ...ask, unit: (query["unit"] ?? "week") as "week" }),
  payback: (caller, ask) => caller.exports.payback(ask),
  customers: (caller, ask) => caller.exports.customers(ask),
  subscriptions: (caller, ask, query) => caller.exports.subscriptions({ ...ask, months: Number(query["months"] ?? 12) }),
  returns: (caller, ask, query) => caller.exports.returns({ ...ask, dimension: (query["dimension"] ?? "campaign") as "campaign", model: (query["model"] ?? "last_touch") as "linear", ...(query["window"] ? { window: Number(query["window"]) } : {}) }),
  timeseries: (caller, ask, query) => caller.exports.timeseries({ ...ask, interval: (query["interval"] ?? "day") as "day", metrics: [...METRICS] }),
};

/** `/w/:websiteId/export/:table.csv`: a file, streamed no faster than the browser takes it; nothing is held whole in memory. */
export function createExportRouter(deps: { trpc: TrpcDeps; logger: Logger }): Router {
  const router = Router();
  const createCaller = createCallerFactory(appRouter);
  router.get("/w/:websiteId/export/:table.csv", async (req, res, next) => {
    const table = String(req.params["table"]);
    const open = Object.hasOwn(TABLES, table) ? TABLES[table] : undefined;
    if (!open) return void res.status(404).type("text/plain").send(`There is no table ${table.slice(0, 50)}: the tables are ${Object.keys(TABLES).join(", ")}`);
    try {
      const query = Object.fromEntries(Object.entries(req.query).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
      const stream = await open(createCaller(await createTrpcContext(deps.trpc, req, res)), readAsk(req, query), query);
      await send(res, `${[table, query["dimension"], query["from"], query["to"]].filter(Boolean).join("-").replace(/[^\w-]/g, "").slice(0, 120)}.csv`, stream);
    } catch (error) {
      if (res.headersSent) return void deps.logger.warn({ err: error, table }, "an export ended early");
      if (error instanceof TRPCError) return refuse(req, res, error);
      next(error);
    }
  });
  return router;
}

/** What the pages' filter forms leave in an address; an empty field asks for nothing, "-" for what has no value. */
function pick(query: Query, names: readonly string[]): Query {
  return Object.fromEntries(names.flatMap((name) => (query[name] ? [[name, query[name] === "-" ? "" : query[name]]] : [])));
}

function answers(query: Query, names: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(names.flatMap((name) => (query[name] === "true" || query[name] === "false" ? [[name, query[name] === "true"]] : [])));
}

/** The period and the filters of an address; a filter that is there several times has alternatives. */
function readAsk(req: Request, query: Query): Ask {
  const filters: Record<string, string[]> = {};
  for (const [name, value] of new URL(req.originalUrl, "http://localhost").searchParams) if (name.startsWith("filter_")) (filters[name.slice("filter_".length)] ??= []).push(value);
  return { websiteId: String(req.params["websiteId"]), ...(query["from"] ? { from: query["from"] } : {}), ...(query["to"] ? { to: query["to"] } : {}), filters };
}

async function send(res: Response, filename: string, lines: AsyncIterable<string>): Promise<void> {
  res.set({ "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="${filename}"`, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" });
  await pipeline(Readable.from(lines, { highWaterMark: 2 }), res);
}

function refuse(req: Request, res: Response, error: TRPCError): void {
  if (error.code === "UNAUTHORIZED") return void res.redirect(303, `/login?next=${encodeURIComponent(req.originalUrl)}`);
  res.status(getHTTPStatusCodeFromError(error)).type("text/plain").send(error.message);
}
