import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import { fillSentence, recordAudit } from "../audit/record-audit.ts";
import { getTeamOfUser, getWebsiteOfUser } from "../auth/memberships.ts";
import type { Permission } from "../auth/permissions.ts";
import { AppError } from "../shared/app-error.ts";
import { limitSharedWebsite, limitShareReader, limitWrongShare } from "../limits/share-limits.ts";
import { reportSeconds } from "../shared/meters.ts";
import type { AppErrorCode } from "../shared/app-error.ts";
import { DATABASE_AWAY, isDatabaseAway } from "../shared/is-database-away.ts";
import { findWebsiteByPublicId } from "../websites/public-link.ts";
import type { Trail, TrpcContext } from "./context.ts";
import { maskEmails } from "./mask-email.ts";

const CODES: Record<AppErrorCode, TRPCError["code"]> = {
  bad_request: "BAD_REQUEST",
  unauthorized: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  payload_too_large: "PAYLOAD_TOO_LARGE",
  unsupported_media_type: "UNSUPPORTED_MEDIA_TYPE",
  too_many_requests: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
};

/**
 * `does`: what a mutation did, as the audit log says it after the user's name, such as `revoked the API key “{name}”`; `{name}` is filled from the
 * input or from what the procedure put into `ctx.trail.words`. Never name a secret there.
 */
type Meta = { does?: string };

const t = initTRPC
  .context<TrpcContext>()
  .meta<Meta>()
  .create({
    errorFormatter({ shape, error }) {
      // What nobody foresaw is told in the log, not to the browser.
      const { stack: _stack, ...data } = shape.data;
      const unforeseen = error.code === "INTERNAL_SERVER_ERROR";
      const message = unforeseen ? "Something went wrong on the server; nothing was changed that it says was not" : shape.message;
      return { ...shape, data: { ...data, fields: fieldsOf(error.cause) }, message };
    },
  });

export const { router, createCallerFactory } = t;

/** What is wrong with which input, for the form that sent it: the first complaint of each. */
function fieldsOf(cause: unknown): Record<string, string> {
  if (cause instanceof AppError) return cause.field ? { [cause.field]: cause.message } : {};
  if (!(cause instanceof z.ZodError)) return {};
  return Object.fromEntries(cause.issues.toReversed().map((issue) => [issue.path.join("."), issue.message]));
}

const base = t.procedure.use(async ({ ctx, path, type, meta, getRawInput, next }) => {
  const trail: Trail = { teamId: null, websiteId: null, user: ctx.user, words: {} };
  const stop = /^(reports|insights|share|exports)\./.test(path) ? reportSeconds.startTimer({ what: path }) : null;
  const result = await next({ ctx: { ...ctx, trail } });
  stop?.();
  if (result.ok) {
    if (type === "mutation") await writeDown(ctx, trail, path, meta?.does ?? `used ${path}`, await getRawInput());
    return result;
  }
  const cause = result.error.cause;
  if (cause instanceof AppError) throw new TRPCError({ code: CODES[cause.code], message: cause.message, cause });
  if (cause instanceof z.ZodError) {
    const message = cause.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`).join("; ");
    throw new TRPCError({ code: "BAD_REQUEST", message, cause });
  }
  if (isDatabaseAway(cause)) {
    ctx.deps.logger.error({ err: cause, path }, "the database does not answer");
    throw new TRPCError({ code: "SERVICE_UNAVAILABLE", message: DATABASE_AWAY, cause });
  }
  if (result.error.code === "INTERNAL_SERVER_ERROR") ctx.deps.logger.error({ err: cause ?? result.error, path }, "a procedure failed");
  return result;
});

/** The audit log's line. What was done is done: when it cannot be written, the log says so and the answer stays. */
async function writeDown(ctx: TrpcContext, trail: Trail, procedure: string, does: string, input: unknown): Promise<void> {
  const words = { ...(typeof input === "object" ? input : {}), ...trail.words };
  const entry = {
    teamId: trail.teamId,
    aboutWebsite: trail.websiteId,
    userId: trail.user?._id ?? null,
    who: trail.user?.email ?? null,
    procedure,
    did: fillSentence(does, words),
    address: ctx.ip,
    at: ctx.deps.now(),
  };
  await recordAudit(entry).catch((error: unknown) => ctx.deps.logger.error({ err: error, procedure }, "the audit log could not be written"));
}

/** For anyone. */
export const publicProcedure = base;

/** For whoever is logged in. */
export const userProcedure = base.use(({ ctx, next }) => {
  if (!ctx.user) throw new TRPCError({ code: "UNAUTHORIZED", message: "Log in first" });
  return next({ ctx: { ...ctx, user: ctx.user } });
});

/**
 * For members of a website's team whose role has `permission`; puts the website into `ctx`, so that no query lacks its tenant. Roles that may not
 * read e-mail addresses get every one in the answer masked.
 */
export function websiteProcedure(permission: Permission) {
  return userProcedure.input(z.object({ websiteId: z.string().max(64) })).use(async ({ ctx, input, next }) => {
    const { website, role } = await getWebsiteOfUser({ websiteId: input.websiteId, userId: ctx.user._id, permission });
    Object.assign(ctx.trail, { teamId: website.teamId, websiteId: website._id });
    const result = await next({ ctx: { ...ctx, website, role } });
    return result.ok ? { ...result, data: maskEmails(result.data, role) } : result;
  });
}

/** For members of a team whose role has `permission`; puts the team and the role into `ctx`. */
export function teamProcedure(permission: Permission) {
  return userProcedure.input(z.object({ teamId: z.string().max(64) })).use(async ({ ctx, input, next }) => {
    const { team, role } = await getTeamOfUser({ teamId: input.teamId, userId: ctx.user._id, permission });
    ctx.trail.teamId = team._id;
    return next({ ctx: { ...ctx, team, role } });
  });
}

/**
 * For whoever has the address of a website's public dashboard; puts that website into `ctx`, and nothing else can be asked for. The answer is what an
 * analyst may see. Both the asker and the website have a limit.
 */
export const shareProcedure = base.input(z.object({ publicId: z.string().max(64) })).use(async ({ ctx, input, next }) => {
  const { rateLimits } = ctx.deps;
  limitShareReader(rateLimits, ctx.ip);
  const website = await findWebsiteByPublicId(input.publicId);
  if (!website) limitWrongShare(rateLimits, ctx.ip);
  if (!website) throw new TRPCError({ code: "NOT_FOUND", message: "There is no public dashboard at this address: it may have been closed" });
  limitSharedWebsite(rateLimits, website._id);
  const result = await next({ ctx: { ...ctx, website } });
  return result.ok ? { ...result, data: maskEmails(result.data, "analyst") } : result;
});
