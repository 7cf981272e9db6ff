export type AttributionModel = "last_touch" | "first_touch" | "last_non_direct" | "linear" | "position_based" | "time_decay";

export const ATTRIBUTION_MODELS: readonly AttributionModel[] = ["last_touch", "first_touch", "last_non_direct", "linear", "position_based", "time_decay"];

/** The look-back window, in days: touches that are older at the payment's time get no credit. */
export const MIN_WINDOW_DAYS = 1;
export const MAX_WINDOW_DAYS = 365;

const HALF_LIFE_MS = 7 * 24 * 3_600_000;

/** The touches of one payment, oldest first; `linked` is the place of the session that it is linked to, -1 when it is not among them. */
export type CreditedTouches = { count: number; at(touch: number): number; isDirect(touch: number): boolean; linked: number; paidAt: number };

/**
 * Each touch's weight under a model; they add up to 1, or are all 0 when no touch is in the window (null: no bound). last_touch: all to the visit that the payment
 * is linked to; first_touch: all to the first; last_non_direct: all to the last that had a source, else to the last; linear: alike; position_based: 40 %
 * first, 40 % last, the rest between; time_decay: half as much a week earlier. Pure.
 */
export function creditWeights(touches: CreditedTouches, model: AttributionModel, windowDays: number | null): number[] {
  const { count, at, isDirect, linked, paidAt } = touches;
  const since = windowDays === null ? -Infinity : paidAt - windowDays * 24 * 3_600_000;
  const weights = new Array<number>(count).fill(0);
  const inWindow: number[] = [];
  for (let touch = 0; touch < count; touch += 1) if (at(touch) >= since) inWindow.push(touch);
  const [first, last] = [inWindow[0], inWindow[inWindow.length - 1]];
  if (first === undefined || last === undefined) return weights;
  switch (model) {
    case "last_touch":
      if (linked < 0) weights[last] = 1;
      else if (at(linked) >= since) weights[linked] = 1;
      return weights;
    case "first_touch":
      weights[first] = 1;
      return weights;
    case "last_non_direct":
      weights[inWindow.findLast((touch) => !isDirect(touch)) ?? last] = 1;
      return weights;
    case "linear":
      return share(weights, inWindow, () => 1);
    case "position_based":
      return share(weights, inWindow, (_, place) => (inWindow.length <= 2 ? 1 : place === 0 || place === inWindow.length - 1 ? 0.4 : 0.2 / (inWindow.length - 2)));
    case "time_decay":
      return share(weights, inWindow, (touch) => 2 ** (-(at(last) - at(touch)) / HALF_LIFE_MS));
  }
}

function share(weights: number[], touches: number[], weigh: (touch: number, place: number) => number): number[] {
  let total = 0;
  touches.forEach((touch, place) => (total += weights[touch] = weigh(touch, place)));
  for (const touch of touches) weights[touch] = (weights[touch] as number) / total;
  return weights;
}
