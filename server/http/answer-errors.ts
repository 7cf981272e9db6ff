import type { ErrorRequestHandler } from "express";
import { AppError } from "../shared/app-error.ts";
import { DATABASE_AWAY, isDatabaseAway } from "../shared/is-database-away.ts";
import type { Logger } from "../shared/logger.ts";
import { errorPage } from "./error-page.ts";

const RETRY_DATABASE_SECONDS = 5;

/** The last handler: what a sender did wrong is told to them, what went wrong here is logged and told without its insides. */
export function createErrorAnswer(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, message, retryAfter } = describe(error);
    if (status >= 500) logger.error({ err: error, method: req.method, path: req.path }, "a request failed");
    if (retryAfter !== null) res.set("Retry-After", String(retryAfter));
    if (req.method === "GET" && req.accepts(["json", "html"]) === "html") return void res.status(status).type("html").send(errorPage({ status, message }));
    res.status(status).json({ status: "error", error: { code: status, message } });
  };
}

function describe(error: unknown): { status: number; message: string; retryAfter: number | null } {
  if (error instanceof AppError) return { status: error.status, message: error.message, retryAfter: error.retryAfterSeconds };
  // Express and its parsers mark the sender's mistakes (bad percent-encoding, oversized bodies) with a 4xx status.
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === "number" && status >= 400 && status < 500) return { status, message: (error as Error).message, retryAfter: null };
  if (isDatabaseAway(error)) return { status: 503, message: DATABASE_AWAY, retryAfter: RETRY_DATABASE_SECONDS };
  return { status: 500, message: "Something went wrong on the server. It is in the log", retryAfter: null };
}
