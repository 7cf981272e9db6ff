import express, { Router } from "express";
import type { ErrorRequestHandler, Request, Response } from "express";
import { receiveStripeEvent } from "../stripe-events/receive-stripe-event.ts";
import { webhooks } from "../shared/meters.ts";
import { createErrorAnswer, refuse } from "./answer-errors.ts";
import type { Endpoint, ReceiveDeps, ReceiveResult } from "../stripe-events/receive-stripe-event.ts";
import type { StripeEventProcessor } from "../stripe-events/stripe-event-processor.ts";

export type WebhookDeps = ReceiveDeps & { processor: StripeEventProcessor; now: () => Date };

const REFUSALS: Record<Exclude<ReceiveResult["outcome"], "accepted" | "duplicate">, number> = {
  unknown_website: 404,
  secret_missing: 503,
  signature_invalid: 400,
  payload_invalid: 400,
  store_failed: 503,
};

/** `POST /api/webhooks/stripe` and `/api/webhooks/stripe/:websiteId`: 200 only once the event is stored; processing comes after. */
export function createStripeWebhookRouter(deps: WebhookDeps): Router {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: 1_048_576 });

  async function receive(req: Request, res: Response, endpoint: Endpoint): Promise<void> {
    const rawBody = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const result = await receiveStripeEvent({ rawBody, signature: req.headers["stripe-signature"], endpoint, headers: { userAgent: req.headers["user-agent"], contentType: req.headers["content-type"] }, now: deps.now(), deps });
    webhooks.inc({ provider: "stripe", outcome: result.outcome });
    switch (result.outcome) {
      case "accepted":
        deps.processor.schedule(result.ref);
        res.json({ received: true });
        return;
      case "duplicate":
        if (result.unfinished) deps.processor.schedule(result.ref);
        res.json({ received: true, duplicate: true });
        return;
      default: {
        const code = REFUSALS[result.outcome];
        if (code === 503) res.set("Retry-After", "60");
        refuse(res, code, result.reason);
      }
    }
  }

  router.post("/", raw, (req, res, next) => void receive(req, res, { kind: "shared" }).catch(next));
  router.post("/:websiteId", raw, (req, res, next) => void receive(req, res, { kind: "website", websiteId: req.params["websiteId"] ?? "" }).catch(next));
  router.all(["/", "/:websiteId"], (_req, res) => {
    refuse(res.set("Allow", "POST"), 405, "Stripe sends its events here by POST");
  });
  const answer: ErrorRequestHandler = createErrorAnswer(deps.logger);
  router.use(answer);
  return router;
}
