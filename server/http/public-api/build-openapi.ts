import { z } from "zod";
import { FILTER_NAMES } from "../../reports/parse-filters.ts";
import { errorAnswer } from "./answers.ts";
import type { Endpoint } from "./endpoints.ts";

type Json = Record<string, unknown>;

const ERRORS: Record<number, string> = {
  400: "The request has a mistake; the message names it. Nothing was recorded",
  401: "The key is missing, wrong or revoked",
  404: "Not found",
  405: "The method is not the endpoint's; `Allow` names it",
  413: "The body is too large",
  415: "The body is not JSON",
  429: "Too many requests for this key; `Retry-After` says when to try again",
  500: "Something went wrong on the server",
  503: "The database does not answer; try again",
};
const RATE_HEADERS = {
  "X-RateLimit-Limit": { description: "Requests a minute that the key may make", schema: { type: "integer" } },
  "X-RateLimit-Remaining": { description: "Requests left in this minute", schema: { type: "integer" } },
  "X-RateLimit-Reset": { description: "When the minute ends, in seconds since 1970", schema: { type: "integer" } },
};

/** The OpenAPI 3.1 document of the public API, from the schemas that check its requests and, in a test, its answers. Pure. */
export function buildOpenApi(endpoints: readonly Endpoint[], serverUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: describeEndpoint(endpoint) };
  const filters = FILTER_NAMES.map((name) => [`filter_${name}`, { name: `filter_${name}`, in: "query", required: false, description: filterWords(name), schema: { type: "array", items: { type: "string" } }, style: "form", explode: true }] as const);
  return {
    openapi: "3.1.0",
    info: {
      title: "PostMetric API",
      version: "1",
      description: "Reports and payments of one website, and what its server tells. Money is in integer minor units, except the `amount` of POST /payment. 100 requests a minute a key.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: `${serverUrl}/api/v1` }],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "A key made in the website's settings" } },
      schemas: { Error: toSchema(errorAnswer) },
      parameters: Object.fromEntries(filters),
      responses: Object.fromEntries(Object.entries(ERRORS).map(([status, description]) => [`Error${status}`, { description, content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } }])),
    },
  };
}

function describeEndpoint(endpoint: Endpoint): Json {
  const envelope = z.object({ status: z.literal("success"), data: endpoint.answer });
  const errors = [400, 401, ...(endpoint.method === "get" ? (endpoint.notFound ? [404] : []) : [413, 415]), 405, 429, 500, 503];
  return {
    summary: endpoint.summary,
    operationId: `${endpoint.method}${endpoint.path.replace(/(?:^|\/)(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    ...(endpoint.method === "get"
      ? { parameters: [...describeQuery(endpoint.query), ...(endpoint.filters ? FILTER_NAMES.map((name) => ({ $ref: `#/components/parameters/filter_${name}` })) : [])] }
      : { requestBody: { required: true, content: { "application/json": { schema: toSchema(endpoint.body, "input") } } } }),
    responses: {
      200: { description: "Done", headers: RATE_HEADERS, content: { "application/json": { schema: toSchema(envelope) } } },
      ...Object.fromEntries(errors.map((status) => [status, { $ref: `#/components/responses/Error${status}` }])),
    },
  };
}

function describeQuery(query: z.ZodObject): Json[] {
  return Object.entries(query.shape).map(([name, schema]) => {
    const { description, ...described } = toSchema(schema as z.ZodType);
    return { name, in: "query", required: !(schema as z.ZodType).safeParse(undefined).success, ...(description ? { description } : {}), schema: described, ...(described["type"] === "array" ? { style: "form", explode: false } : {}) };
  });
}

function toSchema(schema: z.ZodType, io: "input" | "output" = "output"): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { target: "draft-2020-12", io }) as Json;
  return json;
}

function filterWords(name: string): string {
  const [, operator = "", dimension = ""] = /^(not_|contains_)?(.+)$/.exec(name) ?? [];
  const words = dimension.replaceAll("_", " ");
  if (operator === "contains_") return `Only what has this text in its ${words}, whatever its case; given several times: any of them`;
  return operator === "not_" ? `Leaves out what has this ${words}; given several times: all of them; empty: what is without one` : `Only what has this ${words}; given several times: any of them; empty: without one`;
}
