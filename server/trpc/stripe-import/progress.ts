import { getImportProgress } from "../../stripe-events/import/get-import-progress.ts";
import { websiteProcedure } from "../procedures.ts";

export const progress = websiteProcedure("settings").query(({ ctx }) => getImportProgress(ctx.website._id));
