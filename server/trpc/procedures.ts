import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import { getWebsiteOfUser } from "../auth/memberships.ts";
import type { Permission } from "../auth/permissions.ts";
import { AppError } from "../shared/app-error.ts";
import type { AppErrorCode } from "../shared/app-error.ts";
import type { TrpcContext } from "./context.ts";

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

const t = initTRPC.context<TrpcContext>().create({
  errorFormatter({ shape, error }) {
    // What nobody foresaw is told in the log, not to the browser.
    const { stack: _stack, ...data } = shape.data;
    const unforeseen = error.code === "INTERNAL_SERVER_ERROR";
    return { ...shape, data, message: unforeseen ? "Something went wrong on the server; nothing was changed that it says was not" : shape.message };
  },
});

export const { router, createCallerFactory } = t;

const base = t.procedure.use(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const cause = result.error.cause;
  if (cause instanceof AppError) throw new TRPCError({ code: CODES[cause.code], message: cause.message, cause });
  if (cause instanceof z.ZodError) {
    const message = cause.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`).join("; ");
    throw new TRPCError({ code: "BAD_REQUEST", message, cause });
  }
  if (result.error.code === "INTERNAL_SERVER_ERROR") ctx.deps.logger.error({ err: cause ?? result.error, path }, "a procedure failed");
  return result;
});

/** For anyone. */
export const publicProcedure = base;

/** For whoever is logged in. */
export const userProcedure = base.use(({ ctx, next }) => {
  if (!ctx.user) throw new TRPCError({ code: "UNAUTHORIZED", message: "Log in first" });
  return next({ ctx: { ...ctx, user: ctx.user } });
});

/** For members of a website's team whose role has `permission`; puts the website into `ctx`, so that no query lacks its tenant. */
export function websiteProcedure(permission: Permission) {
  return userProcedure.input(z.object({ websiteId: z.string().max(64) })).use(async ({ ctx, input, next }) => {
    const { website, role } = await getWebsiteOfUser({ websiteId: input.websiteId, userId: ctx.user._id, permission });
    return next({ ctx: { ...ctx, website, role } });
  });
}
