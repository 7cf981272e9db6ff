import { StripeImport } from "../../../models/stripe-import.ts";
import type { StripeImportRecord } from "../../../models/stripe-import.ts";
import { IMPORT_STEPS } from "./import-steps.ts";

/** How far the import of past payments is; null when there never was one. Stripe does not say how much is left, only how much was read. */
export async function getImportProgress(websiteId: string) {
  const state = await StripeImport.findOne({ websiteId }).lean<StripeImportRecord>();
  if (!state) return null;
  return {
    status: state.status,
    livemode: state.livemode,
    keyLastFour: state.keyLastFour,
    problem: state.problem,
    foreign: state.foreign,
    waitsUntil: state.status === "running" && state.problem ? (state.nextAttemptAt?.toISOString() ?? null) : null,
    startedAt: state.startedAt.toISOString(),
    finishedAt: state.finishedAt?.toISOString() ?? null,
    steps: IMPORT_STEPS.map(({ name }, index) => ({
      name,
      read: state.read[name] ?? 0,
      state: state.status === "done" || index < state.step ? ("done" as const) : index === state.step ? ("reading" as const) : ("waiting" as const),
    })),
  };
}
