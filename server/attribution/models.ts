export type AttributionModel = "last_touch" | "first_touch" | "linear" | "position_based" | "time_decay";

export const ATTRIBUTION_MODELS: readonly AttributionModel[] = ["last_touch", "first_touch", "linear", "position_based", "time_decay"];

const HALF_LIFE_MS = 7 * 24 * 3_600_000;

/**
 * Each touch's weight (they add up to 1) under a model; touches are oldest first. last_touch: all to the last visit; first_touch: all to the
 * first; linear: alike; position_based: 40 % first, 40 % last, the rest between; time_decay: half as much a week earlier. Pure.
 */
export function creditShares(touches: readonly { at: Date }[], model: AttributionModel): number[] {
  const count = touches.length;
  const weights = touches.map((touch, index) => {
    switch (model) {
      case "last_touch":
        return index === count - 1 ? 1 : 0;
      case "first_touch":
        return index === 0 ? 1 : 0;
      case "linear":
        return 1;
      case "position_based":
        if (count <= 2) return 1;
        return index === 0 || index === count - 1 ? 0.4 : 0.2 / (count - 2);
      case "time_decay":
        return 2 ** (-((touches[count - 1] as { at: Date }).at.getTime() - touch.at.getTime()) / HALF_LIFE_MS);
    }
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
