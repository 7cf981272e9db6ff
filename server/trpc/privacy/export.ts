import { exportPerson } from "../../privacy/export-person.ts";
import { websiteProcedure } from "../procedures.ts";
import { personInput, readPerson } from "./person-input.ts";

export const exportOne = websiteProcedure("settings")
  .meta({ does: "exported what is held of one person" })
  .input(personInput)
  .mutation(({ ctx, input }) => exportPerson(ctx.website._id, readPerson(input), ctx.deps.now()));
