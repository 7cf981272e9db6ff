import { countLiveVisitors } from "../../reports/count-live-visitors.ts";
import { websiteProcedure } from "../procedures.ts";

export const live = websiteProcedure("reports").query(async ({ ctx }) => ({ visitors: await countLiveVisitors(ctx.website._id, ctx.deps.now()) }));
