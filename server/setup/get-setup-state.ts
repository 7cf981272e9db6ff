import type { WebsiteRecord } from "../../models/website.ts";
import { collectSetupFacts } from "./collect-setup-facts.ts";
import { deriveSetupSteps } from "./derive-setup-steps.ts";

/** The wizard's steps with their state, and the step to go on with (null when all are done). */
export async function getSetupState(website: WebsiteRecord, options: { sharedSecret: boolean; now: Date }) {
  const steps = deriveSetupSteps(await collectSetupFacts(website, options));
  return {
    steps: steps.map((step) => ({ ...step, at: step.at?.toISOString() ?? null })),
    current: steps.find(({ state }) => state !== "done")?.id ?? null,
  };
}
