import { AppError } from "../shared/app-error.ts";

/** One step of a funnel with its words for people. */
export type FunnelStepInput = { label: string } & ({ kind: "page"; pattern: string } | { kind: "goal"; name: string } | { kind: "checkout" } | { kind: "paid" });

export const MIN_STEPS = 2;
export const MAX_STEPS = 8;
export const MAX_WINDOW = 365;

/**
 * Reads steps as addresses hold them: `page:/pricing*`, `goal:signup`, `checkout`, `paid`. Throws `bad_request` that names the step and says what
 * it may be. Pure.
 */
export function parseFunnelSteps(texts: readonly string[]): FunnelStepInput[] {
  if (texts.length < MIN_STEPS || texts.length > MAX_STEPS) throw new AppError("bad_request", `A funnel has ${MIN_STEPS} to ${MAX_STEPS} steps`);
  return texts.map((text, index) => {
    const refuse = (words: string) => new AppError("bad_request", `Step ${index + 1} ${words}`);
    const value = text.slice(text.indexOf(":") + 1).trim();
    if (text === "checkout") return { kind: "checkout", label: "Checkout started" };
    if (text === "paid") return { kind: "paid", label: "Paid" };
    if (text.startsWith("page:")) {
      if (!/^[/*]/.test(value) || value.length > 500) throw refuse("must be a path such as /pricing or /blog/*, of at most 500 characters");
      return { kind: "page", pattern: value, label: `Page ${value}` };
    }
    if (text.startsWith("goal:")) {
      if (!/^[a-z0-9_-]{1,64}$/.test(value)) throw refuse("must be a goal's name: at most 64 lower-case letters, digits, - or _");
      return { kind: "goal", name: value, label: `Goal ${value}` };
    }
    throw refuse("must be page:/path, goal:name, checkout or paid");
  });
}
