import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Logger } from "../shared/logger.ts";

/** Gives every request an id (`X-Request-Id`, also in the log line) and logs it when answered. Paths only: queries may hold ids of people. */
export function createRequestLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    res.set("X-Request-Id", requestId);
    res.on("finish", () => {
      const line = { requestId, method: req.method, path: req.originalUrl.split("?")[0], status: res.statusCode, ms: Math.round(performance.now() - startedAt) };
      if (res.statusCode >= 500) logger.error(line, "request");
      else logger.debug(line, "request");
    });
    next();
  };
}
