import { z } from "zod";
import { erasePerson } from "../../privacy/erase-person.ts";
import { websiteProcedure } from "../procedures.ts";
import { personInput, readPerson } from "./person-input.ts";

export const erase = websiteProcedure("settings")
  .meta({ does: "erased one person" })
  .input(personInput.extend({ confirm: z.literal("erase", { error: "Type erase: this cannot be undone" }) }))
  .mutation(({ ctx, input }) => erasePerson(ctx.website._id, readPerson(input), ctx.deps.now()));
