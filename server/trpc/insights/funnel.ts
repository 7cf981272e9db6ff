import { z } from "zod";
import { MAX_STEPS, MAX_WINDOW, parseFunnelSteps } from "../../insights/funnel-steps.ts";
import { getFunnel } from "../../insights/get-funnel.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput, reportInput } from "../report-input.ts";

export const funnelInput = reportInput.extend({ steps: z.array(z.string().max(600)).max(MAX_STEPS + 1), windowDays: z.number().int().min(1).max(MAX_WINDOW).default(30) });

export const funnel = websiteProcedure("reports")
  .input(funnelInput)
  .query(({ ctx, input: { steps, windowDays, ...rest } }) => getFunnel({ ...readReportInput(ctx.website, rest, ctx.deps.now()), steps: parseFunnelSteps(steps), windowDays }));
