import { Router } from "express";
import mongoose from "mongoose";
import { refuse, RETRY_DATABASE_SECONDS } from "./answer-errors.ts";

/** `/healthz`: the process answers. `/readyz`: the database answers too. */
export function createHealthRouter(): Router {
  const router = Router();
  router.get("/healthz", (_req, res) => {
    res.set("Cache-Control", "no-store").json({ status: "success", data: { healthy: true } });
  });
  router.get("/readyz", async (_req, res) => {
    res.set("Cache-Control", "no-store");
    try {
      if (mongoose.connection.readyState !== 1) throw new Error("not connected");
      await mongoose.connection.db?.command({ ping: 1 }, { timeoutMS: 2_000 });
      res.json({ status: "success", data: { ready: true } });
    } catch {
      refuse(res.set("Retry-After", String(RETRY_DATABASE_SECONDS)), 503, "The database does not answer");
    }
  });
  return router;
}
