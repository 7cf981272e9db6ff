import { Router } from "express";
import { z } from "zod";
import { normalizeEmail } from "../identities/normalize-email.ts";
import { recordIdentity } from "../identities/record-identity.ts";
import { readPrivacySignal } from "../ingestion/accept-hits.ts";
import { deriveVisitor } from "../ingestion/derive-visitor.ts";
import { belongsTo } from "../ingestion/drop-rules.ts";
import { VISITOR_ID } from "../ingestion/parse-track-request.ts";
import { limitIdentifies } from "../limits/tracking-limits.ts";
import { AppError } from "../shared/app-error.ts";
import { findWebsite } from "../websites/find-website.ts";
import { createErrorAnswer, refuse } from "./answer-errors.ts";
import { createOpenCors } from "./open-cors.ts";
import { createBodyReader, parseJson } from "./read-body.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import type { Logger } from "../shared/logger.ts";

export type IdentifyDeps = {
  logger: Logger;
  now: () => Date;
  rateLimits: RateLimits;
  /** Called once the identity is stored: payments that waited for it are linked. */
  onIdentified: (identity: { websiteId: string; visitorId: string; email: string | null; isNew: boolean }) => Promise<void>;
};

const body = z.object(
  {
    site: z.string({ error: "is required: the website's id" }).max(64),
    visitorId: z.string({ error: "is required" }).regex(VISITOR_ID, "must be 8 to 64 letters, digits, - or _"),
    sessionId: z.string().regex(VISITOR_ID, "must be 8 to 64 letters, digits, - or _").nullish(),
    userId: z.union([z.string().min(1).max(255), z.number().transform(String)]).nullish(),
    email: z.string().max(254).nullish(),
    name: z.string().max(255).nullish(),
    cookieless: z.boolean().nullish(),
  },
  { error: "must be an object" },
);

/** `POST /api/identify`: ties an e-mail or user id to a visitor. No key, but the page must be the website's. */
export function createIdentifyRouter(deps: IdentifyDeps): Router {
  const router = Router();
  router.use(createOpenCors("POST"));
  router.post("/", ...createBodyReader(16_384), async (req, res, next) => {
    try {
      const parsed = body.safeParse(parseJson(req));
      if (!parsed.success) throw new AppError("bad_request", `${parsed.error.issues[0]?.path.join(".") || "body"} ${parsed.error.issues[0]?.message}`);
      const input = parsed.data;
      const website = await findWebsite(input.site);
      if (!website) throw new AppError("not_found", `There is no website ${input.site}: check data-website-id in the snippet`);
      const origin = req.headers.origin;
      if (origin && (!URL.canParse(origin) || !belongsTo(website, new URL(origin).hostname))) {
        throw new AppError("forbidden", `Identify must come from a page of ${website.domain}; add other hosts in the website's settings`);
      }
      const email = input.email ? normalizeEmail(input.email) : null;
      if (input.email && !email) throw new AppError("bad_request", "email is not a valid address");
      if (!email && !input.userId) throw new AppError("bad_request", "email or userId is required");
      limitIdentifies(deps.rateLimits, website._id, req.ip);
      if (website.honorPrivacySignals && readPrivacySignal(req.headers)) {
        res.json({ status: "success", data: { visitorId: null, dropped: "privacy_signal" } });
        return;
      }
      const derived = website.cookieless || input.cookieless ? await deriveVisitor({ websiteId: website._id, ip: req.ip, userAgent: req.headers["user-agent"] ?? "", now: deps.now() }) : null;
      const visitorId = derived?.visitorId ?? input.visitorId;
      const ties = [...(email ? [{ kind: "email" as const, value: email }] : []), ...(input.userId ? [{ kind: "user" as const, value: input.userId }] : [])];
      const { isNew } = await recordIdentity({ websiteId: website._id, visitorId, ties, name: input.name ?? null, at: deps.now() });
      // The identity is stored: a failure of what follows must not make the browser send it again; the payment's next look finds it.
      await deps.onIdentified({ websiteId: website._id, visitorId, email, isNew }).catch((error: unknown) => deps.logger.error({ err: error }, "linking after an identify failed"));
      res.json({ status: "success", data: { visitorId } });
    } catch (error) {
      next(error);
    }
  });
  router.all("/", (_req, res) => {
    refuse(res.set("Allow", "POST, OPTIONS"), 405, "Use POST");
  });
  router.use(createErrorAnswer(deps.logger));
  return router;
}
