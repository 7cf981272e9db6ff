import { z } from "zod";

export const MAX_HITS = 50;
export const VISITOR_ID = /^[A-Za-z0-9_-]{8,64}$/;
export const GOAL_NAME = /^[a-z0-9_-]{1,64}$/;

const id = z.string({ error: "must be text" }).regex(VISITOR_ID, "must be 8 to 64 letters, digits, - or _");
const text = (max: number) => z.string().transform((value) => value.slice(0, max)).nullish();

const hit = z
  .object({
    websiteId: z.string({ error: "is required" }).min(1).max(64),
    visitorId: id,
    sessionId: id,
    type: z.enum(["pageview", "goal", "leave"], { error: "must be pageview, goal or leave" }).default("pageview"),
    url: z.string({ error: "is required" }).max(4_096).transform((value, ctx) => readWebUrl(value) ?? (ctx.addIssue({ code: "custom", message: "must be an http(s) address" }), z.NEVER)),
    referrer: text(2_048),
    title: text(300),
    hitId: id.nullish(),
    name: z.string().regex(GOAL_NAME, "must be at most 64 lower-case letters, digits, - or _").nullish(),
    value: z.number({ error: "must be a number" }).nullish(),
    params: z
      .record(z.string().regex(GOAL_NAME, "names must be at most 64 lower-case letters, digits, - or _"), z.string().max(255))
      .refine((params) => Object.keys(params).length <= 10, "can have at most 10 entries")
      .nullish(),
    engagedMs: z.number().min(0).max(86_400_000).nullish(),
    screen: text(32),
    language: text(32),
    cookieless: z.boolean({ error: "must be true or false" }).nullish(),
  })
  .refine((value) => value.type !== "goal" || Boolean(value.name), { path: ["name"], message: "is required for a goal" });

export type ParsedHit = z.infer<typeof hit>;
export type ParsedRequest = { ok: true; hits: { index: number; hit: ParsedHit }[]; invalid: { index: number; message: string }[] } | { ok: false; message: string; given: number };

function readWebUrl(value: string): URL | null {
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}

/** Takes a body of one hit or an array of at most 50 apart. Hits that are not right are told by their index; pure. */
export function parseTrackRequest(body: unknown): ParsedRequest {
  const list = Array.isArray(body) ? (body as unknown[]) : [body];
  if (list.length === 0) return { ok: false, message: "The list of hits is empty", given: list.length };
  if (list.length > MAX_HITS) return { ok: false, message: `At most ${MAX_HITS} hits can be sent at once; these are ${list.length}`, given: list.length };
  const hits: { index: number; hit: ParsedHit }[] = [];
  const invalid: { index: number; message: string }[] = [];
  list.forEach((entry, index) => {
    const parsed = hit.safeParse(entry);
    if (parsed.success) hits.push({ index, hit: parsed.data });
    else {
      const issue = parsed.error.issues[0];
      invalid.push({ index, message: issue && issue.path.length > 0 ? `${issue.path.join(".")} ${issue.message}` : "A hit must be an object" });
    }
  });
  if (hits.length === 0) return { ok: false, message: invalid[0]?.message ?? "There is no hit", given: list.length };
  return { ok: true, hits, invalid };
}
