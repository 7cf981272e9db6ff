import { collectFacts } from "../../diagnostics/collect-facts.ts";
import { mayReadUnclaimed } from "../../diagnostics/log/find-log-sources.ts";
import { runChecks } from "../../diagnostics/run-checks.ts";
import { websiteProcedure } from "../procedures.ts";

/** What is wrong, worst first, each with its figures and one action. */
export const findings = websiteProcedure("webhooks").query(async ({ ctx }) => {
  const facts = await collectFacts(ctx.website, { sharedSecret: ctx.deps.sharedSecrets.length > 0, seesUnclaimed: await mayReadUnclaimed(ctx.user._id), now: ctx.deps.now() });
  return runChecks(facts).map((finding) => ({ ...finding, weeks: finding.weeks?.map(({ start, methods }) => ({ start: start.toISOString(), methods })) ?? null }));
});
