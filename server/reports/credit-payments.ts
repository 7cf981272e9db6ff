import { SHARED, creditWeights } from "../attribution/models.ts";
import type { AttributionModel } from "../attribution/models.ts";
import type { PaymentsFrame } from "../read-model/payments-frame.ts";
import { splitMinorUnits } from "../shared/money.ts";
import { createMemory } from "./remember.ts";

/** What each touch of a frame is credited with, beside `touchAt`; a payment without credit is in none of them. Minor units of the payment's currency. */
export type Credits = { weight: Float64Array; gross: Float64Array; refunded: Float64Array; lost: Float64Array };

/** Of the models and windows asked for last: windows are as many as people think of. */
const KEPT = 4;
const known = createMemory<PaymentsFrame, Credits>(KEPT);

/**
 * Every payment's amounts split over its touches, so that the parts add up exactly; refunds and lost disputes in the same shares. `windowDays` null: no
 * bound. Not to be written to.
 */
export function creditPayments(frame: PaymentsFrame, model: AttributionModel, windowDays: number | null): Credits {
  return known(frame, `${model} ${windowDays}`, () => split(frame, model, windowDays));
}

function split(frame: PaymentsFrame, model: AttributionModel, windowDays: number | null): Credits {
  const touches = frame.touchAt.length;
  const credits = { weight: new Float64Array(touches), gross: new Float64Array(touches), refunded: new Float64Array(touches), lost: new Float64Array(touches) };
  const direct = frame.dictionary("channel").codes.get("Direct") ?? -1;
  const [channel, { touchAt, touchStart, linked, paidAt, amount, refunded, lost }] = [frame.touch("channel"), frame];
  // One for all payments, since there are hundreds of thousands.
  let start = 0;
  const own = { count: 0, at: (touch: number) => touchAt[start + touch] as number, isDirect: (touch: number) => channel[start + touch] === direct, linked: -1, paidAt: 0 };
  for (let row = 0; row < frame.rows; row += 1) {
    start = touchStart[row] as number;
    own.count = (touchStart[row + 1] as number) - start;
    if (own.count === 0) continue;
    own.linked = Math.max(-1, (linked[row] as number) - start);
    own.paidAt = paidAt[row] as number;
    const whole = creditWeights(own, model, windowDays, credits.weight, start);
    if (whole >= 0) {
      credits.gross[start + whole] = amount[row] as number;
      credits.refunded[start + whole] = refunded[row] as number;
      credits.lost[start + whole] = lost[row] as number;
    } else if (whole === SHARED) {
      if (amount[row] !== 0) splitMinorUnits(amount[row] as number, credits.weight, credits.gross, { start, count: own.count });
      if (refunded[row] !== 0) splitMinorUnits(refunded[row] as number, credits.weight, credits.refunded, { start, count: own.count });
      if (lost[row] !== 0) splitMinorUnits(lost[row] as number, credits.weight, credits.lost, { start, count: own.count });
    }
  }
  return credits;
}
