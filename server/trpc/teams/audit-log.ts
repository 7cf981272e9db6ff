import { z } from "zod";
import { listAudit } from "../../audit/list-audit.ts";
import { teamProcedure } from "../procedures.ts";

/** Who did what, newest first; `next` given back as `before` continues. */
export const auditLog = teamProcedure("team")
  .input(z.object({ before: z.iso.datetime().optional(), limit: z.number().int().min(1).max(200).default(50) }))
  .query(({ ctx, input }) => listAudit({ of: { teamId: ctx.team._id }, before: input.before ? new Date(input.before) : undefined, limit: input.limit }));
