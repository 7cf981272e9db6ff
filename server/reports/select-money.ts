import type { PaymentsFrame } from "../read-model/payments-frame.ts";
import type { Mask } from "./filter-rows.ts";

/** Payments that passed the filters, test mode left out where it does not count: all of them, and apart those that are revenue in the website's currency. */
export type Money = { frame: PaymentsFrame; rows: number[]; revenue: number[] };

/** Zero-amount payments make customers, not revenue; other currencies are never added to the website's. Pure. */
export function selectMoney(frame: PaymentsFrame, mask: Mask, options: { currency: string; withTest: boolean }): Money {
  const own = frame.dictionary("currency").codes.get(options.currency) ?? -1;
  const rows: number[] = [];
  const revenue: number[] = [];
  for (let row = 0; row < frame.rows; row += 1) {
    if (mask !== null && mask[row] !== 1) continue;
    if (!options.withTest && frame.live[row] !== 1) continue;
    rows.push(row);
    if (frame.currency[row] === own && (frame.amount[row] as number) > 0) revenue.push(row);
  }
  return { frame, rows, revenue };
}
