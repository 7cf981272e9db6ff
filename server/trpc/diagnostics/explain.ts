import { z } from "zod";
import { buildAnswer } from "../../diagnostics/explain/build-answer.ts";
import { collectTrail } from "../../diagnostics/explain/collect-trail.ts";
import { readSubject } from "../../diagnostics/explain/read-subject.ts";
import { currencyExponent } from "../../shared/money.ts";
import { websiteProcedure } from "../procedures.ts";

/** Why a payment is missing or not linked, by any id of Stripe's or ours, an e-mail address or a visitor's id; null for a blank. */
export const explain = websiteProcedure("webhooks")
  .input(z.object({ q: z.string().max(300) }))
  .query(async ({ ctx, input }) => {
    const subject = readSubject(input.q);
    if (!subject) return null;
    const answer = buildAnswer(await collectTrail(ctx.website._id, subject));
    return { ...answer, payments: answer.payments.map((payment) => ({ ...payment, currencyExponent: currencyExponent(payment.currency), at: payment.at.toISOString() })) };
  });
