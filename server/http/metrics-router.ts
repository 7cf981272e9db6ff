import { Router } from "express";
import { collectDefaultMetrics, register } from "prom-client";

/** `/metrics` for Prometheus, to callers on this machine only. */
export function createMetricsRouter(): Router {
  register.clear();
  collectDefaultMetrics();
  const router = Router();
  router.get("/metrics", async (req, res) => {
    const address = req.socket.remoteAddress ?? "";
    const forwarded = req.headers["x-forwarded-for"] !== undefined;
    if (forwarded || !/^(127\.|::1$|::ffff:127\.)/.test(address)) {
      res.status(403).json({ status: "error", error: { code: 403, message: "Metrics are told to this machine only" } });
      return;
    }
    res.set("Content-Type", register.contentType).send(await register.metrics());
  });
  return router;
}
