import { getSetupState } from "../../setup/get-setup-state.ts";
import { websiteProcedure } from "../procedures.ts";

export const state = websiteProcedure("view").query(({ ctx }) => getSetupState(ctx.website));
