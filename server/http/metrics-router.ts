import { timingSafeEqual } from "node:crypto";
import { Router } from "express";
import type { Request } from "express";
import { collectDefaultMetrics } from "prom-client";
import { hashToken } from "../shared/ids.ts";
import { register } from "../shared/meters.ts";
import { refuse } from "./answer-errors.ts";

let collecting = false;

/** `/metrics` for Prometheus: to callers on this machine, and to those who bring `METRICS_TOKEN` (`Authorization: Bearer …`); without one set, to this machine alone. */
export function createMetricsRouter(options: { metricsToken: string | undefined }): Router {
  // Event-loop lag, memory, CPU: of the process, so once.
  if (!collecting) collectDefaultMetrics({ register });
  collecting = true;
  const router = Router();
  router.get("/metrics", async (req, res) => {
    if (!isLocal(req) && !bringsToken(req, options.metricsToken)) {
      const [code, message] = options.metricsToken ? [401 as const, "Bring METRICS_TOKEN: Authorization: Bearer …"] : [403 as const, "Metrics are told to this machine alone: set METRICS_TOKEN to open them to others"];
      if (code === 401) res.set("WWW-Authenticate", "Bearer");
      return refuse(res, code, message);
    }
    res.set("Content-Type", register.contentType).send(await register.metrics());
  });
  return router;
}

function isLocal(req: Request): boolean {
  return req.headers["x-forwarded-for"] === undefined && /^(127\.|::1$|::ffff:127\.)/.test(req.socket.remoteAddress ?? "");
}

function bringsToken(req: Request, token: string | undefined): boolean {
  const brought = /^Bearer (.+)$/.exec(req.headers.authorization ?? "")?.[1];
  return token !== undefined && brought !== undefined && timingSafeEqual(Buffer.from(hashToken(brought)), Buffer.from(hashToken(token)));
}
