import { creditWeights } from "../attribution/models.ts";
import type { AttributionModel } from "../attribution/models.ts";
import type { PaymentsFrame } from "../read-model/payments-frame.ts";
import { splitMinorUnits } from "../shared/money.ts";

/** What each touch of a frame is credited with, beside `touchAt`; a payment without credit is in none of them. Minor units of the payment's currency. */
export type Credits = { weight: Float64Array; gross: Float64Array; refunded: Float64Array; lost: Float64Array };

const known = new WeakMap<PaymentsFrame, Map<string, Credits>>();

/**
 * Every payment's amounts split over its touches, so that the parts add up exactly; refunds and lost disputes in the same shares. `windowDays` null: no
 * bound. Kept as long as the frame.
 */
export function creditPayments(frame: PaymentsFrame, model: AttributionModel, windowDays: number | null): Credits {
  const key = `${model} ${windowDays}`;
  const own = known.get(frame) ?? new Map<string, Credits>();
  known.set(frame, own);
  let credits = own.get(key);
  if (!credits) own.set(key, (credits = split(frame, model, windowDays)));
  return credits;
}

function split(frame: PaymentsFrame, model: AttributionModel, windowDays: number | null): Credits {
  const touches = frame.touchAt.length;
  const credits = { weight: new Float64Array(touches), gross: new Float64Array(touches), refunded: new Float64Array(touches), lost: new Float64Array(touches) };
  const direct = frame.dictionary("channel").codes.get("Direct") ?? -1;
  const channel = frame.touch("channel");
  for (let row = 0; row < frame.rows; row += 1) {
    const start = frame.touchStart[row] as number;
    const count = (frame.touchStart[row + 1] as number) - start;
    if (count === 0) continue;
    const linked = frame.linked[row] as number;
    const weights = creditWeights(
      { count, at: (touch) => frame.touchAt[start + touch] as number, isDirect: (touch) => channel[start + touch] === direct, linked: linked < 0 ? -1 : linked - start, paidAt: frame.paidAt[row] as number },
      model,
      windowDays,
    );
    const whole = weights.indexOf(1);
    credits.weight.set(weights, start);
    if (whole >= 0) {
      credits.gross[start + whole] = frame.amount[row] as number;
      credits.refunded[start + whole] = frame.refunded[row] as number;
      credits.lost[start + whole] = frame.lost[row] as number;
    } else if (weights.some((weight) => weight > 0)) {
      for (const name of ["gross", "refunded", "lost"] as const) {
        const amount = (name === "gross" ? frame.amount : frame[name])[row] as number;
        if (amount !== 0) credits[name].set(splitMinorUnits(amount, weights), start);
      }
    }
  }
  return credits;
}
