import { getSetupState } from "../../setup/get-setup-state.ts";
import { websiteProcedure } from "../procedures.ts";

export const state = websiteProcedure("viewer").query(({ ctx }) => getSetupState(ctx.website));
