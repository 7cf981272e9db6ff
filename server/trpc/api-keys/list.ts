import { listApiKeys } from "../../auth/list-api-keys.ts";
import { websiteProcedure } from "../procedures.ts";

export const list = websiteProcedure("settings").query(({ ctx }) => listApiKeys(ctx.website._id));
