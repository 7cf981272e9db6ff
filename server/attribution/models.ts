export type AttributionModel = "last_touch" | "first_touch" | "last_non_direct" | "linear" | "position_based" | "time_decay";

export const ATTRIBUTION_MODELS: readonly AttributionModel[] = ["last_touch", "first_touch", "last_non_direct", "linear", "position_based", "time_decay"];

/** The look-back window, in days: touches that are older at the payment's time get no credit. */
export const MIN_WINDOW_DAYS = 1;
export const MAX_WINDOW_DAYS = 365;

const HALF_LIFE_MS = 7 * 24 * 3_600_000;

/** The touches of one payment, oldest first; `linked` is the place of the session that it is linked to, -1 when it is not among them. */
export type CreditedTouches = { count: number; at(touch: number): number; isDirect(touch: number): boolean; linked: number; paidAt: number };

/** What `creditWeights` answers when no touch gets all. */
export const SHARED = -2;

/**
 * Writes each touch's weight under a model to `weights`, from `start` on; they add up to 1, or are all 0 when no touch is in the window (null: no bound). Returns the
 * touch that gets all, SHARED, or -1 when none gets any. last_touch: all to the visit that the payment
 * is linked to; first_touch: all to the first; last_non_direct: all to the last that had a source, else to the last; linear: alike; position_based: 40 %
 * first, 40 % last, the rest between; time_decay: half as much a week earlier. Pure.
 */
export function creditWeights(touches: CreditedTouches, model: AttributionModel, windowDays: number | null, weights: { [touch: number]: number }, start = 0): number {
  const { count } = touches;
  for (let touch = 0; touch < count; touch += 1) weights[start + touch] = 0;
  const first = firstSince(touches, windowDays === null ? -Infinity : touches.paidAt - windowDays * 24 * 3_600_000);
  if (first === count) return -1;
  const whole = findWhole(touches, model, first);
  if (whole === SHARED) share(touches, model, { first, weights, start });
  else if (whole >= 0) weights[start + whole] = 1;
  return whole;
}

function firstSince({ count, at }: CreditedTouches, since: number): number {
  let touch = 0;
  while (touch < count && at(touch) < since) touch += 1;
  return touch;
}

/** The touch from `first` on that gets all, -1: none does, or SHARED. */
function findWhole({ count, isDirect, linked }: CreditedTouches, model: AttributionModel, first: number): number {
  const last = count - 1;
  switch (model) {
    case "last_touch":
      if (linked < 0) return last;
      return linked >= first ? linked : -1;
    case "first_touch":
      return first;
    case "last_non_direct": {
      let touch = last;
      while (touch >= first && isDirect(touch)) touch -= 1;
      return touch >= first ? touch : last;
    }
    default:
      return first === last ? last : SHARED;
  }
}

function share({ count, at }: CreditedTouches, model: AttributionModel, { first, weights, start }: { first: number; weights: { [touch: number]: number }; start: number }): void {
  const last = count - 1;
  let total = 0;
  for (let touch = first; touch <= last; touch += 1) {
    let weight = 1;
    if (model === "time_decay") weight = 2 ** (-(at(last) - at(touch)) / HALF_LIFE_MS);
    else if (model === "position_based" && last - first > 1) weight = touch === first || touch === last ? 0.4 : 0.2 / (last - first - 1);
    weights[start + touch] = weight;
    total += weight;
  }
  for (let touch = first; touch <= last; touch += 1) weights[start + touch] = (weights[start + touch] as number) / total;
}
