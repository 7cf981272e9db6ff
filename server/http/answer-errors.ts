import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorRequestHandler } from "express";
import { AppError } from "../shared/app-error.ts";
import { DATABASE_AWAY, isDatabaseAway } from "../shared/is-database-away.ts";
import type { Logger } from "../shared/logger.ts";
import { errorPage } from "./error-page.ts";

export const RETRY_DATABASE_SECONDS = 5;

/** Tells a sender what they did wrong; what went wrong here is logged and told without its insides. */
export function answerError(error: unknown, req: IncomingMessage, res: ServerResponse, logger: Logger): void {
  const { status, message, retryAfter } = describe(error);
  if (status >= 500) logger.error({ err: error, method: req.method, path: req.url?.split("?")[0] }, "a request failed");
  if (retryAfter !== null) res.setHeader("Retry-After", String(retryAfter));
  const accepted = req.headers.accept ?? "";
  // A browser's address bar is answered with a page; who can read JSON gets that.
  if (req.method !== "GET" || !accepted.includes("text/html") || accepted.includes("application/json")) return refuse(res, status, message);
  res.writeHead(status, { "Content-Type": "text/html; charset=utf-8" });
  res.end(errorPage({ status, message }));
}

/** The usual answer to a program. */
export function refuse(res: ServerResponse, status: number, message: string): void {
  res.writeHead(status, { "Content-Type": "application/json; charset=utf-8" });
  res.end(JSON.stringify({ status: "error", error: { code: status, message } }));
}

/** Express's last handler. */
export function createErrorAnswer(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => (res.headersSent ? next(error) : answerError(error, req, res, logger));
}

function describe(error: unknown): { status: number; message: string; retryAfter: number | null } {
  if (error instanceof AppError) return { status: error.status, message: error.message, retryAfter: error.retryAfterSeconds };
  // Express and its parsers mark the sender's mistakes (bad percent-encoding, oversized bodies) with a 4xx status.
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === "number" && status >= 400 && status < 500) return { status, message: (error as Error).message, retryAfter: null };
  if (isDatabaseAway(error)) return { status: 503, message: DATABASE_AWAY, retryAfter: RETRY_DATABASE_SECONDS };
  return { status: 500, message: "Something went wrong on the server. It is in the log", retryAfter: null };
}
