import { z } from "zod";
import { saveView } from "../../views/saved-views.ts";
import { websiteProcedure } from "../procedures.ts";

const input = z.object({
  name: z.string().trim().min(1, "Give the view a name").max(80, "A name has at most 80 characters"),
  page: z.string().max(100).regex(/^[a-z0-9/_-]*$/i, "This is no page of the website"),
  query: z.string().max(4_000, "This view has too many filters to be saved"),
  shared: z.boolean().default(false),
});

export const save = websiteProcedure("reports")
  .meta({ does: "saved the view “{name}”" })
  .input(input)
  .mutation(({ ctx, input: { name, page, query, shared } }) => saveView({ websiteId: ctx.website._id, userId: ctx.user._id, name, page, query: query.replace(/^\?/, ""), shared, createdAt: ctx.deps.now() }));
