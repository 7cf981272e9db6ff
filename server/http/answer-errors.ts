import type { ErrorRequestHandler } from "express";
import { AppError } from "../shared/app-error.ts";
import type { Logger } from "../shared/logger.ts";

/** The last handler: what a sender did wrong is told to them, what went wrong here is logged and told without its insides. */
export function createErrorAnswer(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, message } = describe(error);
    if (status >= 500) logger.error({ err: error, method: req.method, path: req.path }, "a request failed");
    res.status(status).json({ status: "error", error: { code: status, message } });
  };
}

function describe(error: unknown): { status: number; message: string } {
  if (error instanceof AppError) return { status: error.status, message: error.message };
  // Express and its parsers mark the sender's mistakes (bad percent-encoding, oversized bodies) with a 4xx status.
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === "number" && status >= 400 && status < 500) return { status, message: (error as Error).message };
  if (error instanceof Error && /^Mongo(ServerSelection|Network)/.test(error.name)) {
    return { status: 503, message: "The database does not answer; nothing was lost that was acknowledged. Try again" };
  }
  return { status: 500, message: "Something went wrong on the server. It is in the log" };
}
