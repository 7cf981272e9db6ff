import { listApiKeys } from "../../auth/list-api-keys.ts";
import { websiteProcedure } from "../procedures.ts";

export const list = websiteProcedure("admin").query(({ ctx }) => listApiKeys(ctx.website._id));
