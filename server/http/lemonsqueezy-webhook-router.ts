import express, { Router } from "express";
import type { Request, Response } from "express";
import { receiveLemonSqueezyEvent } from "../lemonsqueezy-events/receive-lemonsqueezy-event.ts";
import type { LemonSqueezyDelivery, LemonSqueezyResult } from "../lemonsqueezy-events/receive-lemonsqueezy-event.ts";
import type { StripeEventProcessor } from "../stripe-events/stripe-event-processor.ts";
import { webhooks } from "../shared/meters.ts";
import { createErrorAnswer, refuse } from "./answer-errors.ts";

type Deps = LemonSqueezyDelivery["deps"] & { processor: StripeEventProcessor; now: () => Date };

const REFUSALS: Record<Exclude<LemonSqueezyResult["outcome"], "accepted" | "duplicate">, number> = {
  unknown_website: 404,
  secret_missing: 503,
  signature_invalid: 400,
  payload_invalid: 400,
  store_failed: 503,
};

/** `POST /api/webhooks/lemonsqueezy` and `/api/webhooks/lemonsqueezy/:websiteId`: 200 only once the event is stored; processing comes after. */
export function createLemonSqueezyWebhookRouter(deps: Deps): Router {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: 1_048_576 });

  async function receive(req: Request, res: Response, websiteId: string | null): Promise<void> {
    const rawBody = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const result = await receiveLemonSqueezyEvent({ rawBody, signature: req.headers["x-signature"], websiteId, headers: { userAgent: req.headers["user-agent"], contentType: req.headers["content-type"] }, now: deps.now(), deps });
    webhooks.inc({ provider: "lemonsqueezy", outcome: result.outcome });
    switch (result.outcome) {
      case "accepted":
      case "duplicate":
        deps.processor.schedule(result.ref);
        res.json(result.outcome === "accepted" ? { received: true } : { received: true, duplicate: true });
        return;
      default: {
        const code = REFUSALS[result.outcome];
        if (code === 503) res.set("Retry-After", "60");
        refuse(res, code, result.reason);
      }
    }
  }

  router.post("/", raw, (req, res, next) => void receive(req, res, null).catch(next));
  router.post("/:websiteId", raw, (req, res, next) => void receive(req, res, req.params["websiteId"] ?? "").catch(next));
  router.all(["/", "/:websiteId"], (_req, res) => {
    refuse(res.set("Allow", "POST"), 405, "Lemon Squeezy sends its events here by POST");
  });
  router.use(createErrorAnswer(deps.logger));
  return router;
}
