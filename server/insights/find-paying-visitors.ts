import type { PaymentsFrame } from "../read-model/payments-frame.ts";
import { readOrdinals } from "../read-model/visitor-ordinals.ts";

/** Payments whose visitor had no record when their columns were made: it was deleted, and may be there again since the visitor came back. */
function unknownPayers({ payer, visitor }: PaymentsFrame, rows: readonly number[]): number[] {
  return rows.filter((row) => payer[row] === 0 && visitor[row] !== 0);
}

/** Whether each payment's visitor can be told from the columns alone. */
export function arePayersKnown(frame: PaymentsFrame, rows: readonly number[]): boolean {
  return unknownPayers(frame, rows).length === 0;
}

/** The ordinals (as in the columns of visits) of payments' visitors, beside `rows`; -1 where none is linked, or none is known any more. */
export async function findPayingVisitors(websiteId: string, frame: PaymentsFrame, rows: readonly number[]): Promise<Int32Array> {
  const texts = frame.dictionary("payingVisitor").values;
  const unknown = unknownPayers(frame, rows);
  const found = unknown.length === 0 ? null : await readOrdinals(websiteId, unknown.map((row) => texts[frame.visitor[row] as number] as string));
  return Int32Array.from(rows, (row) => {
    const payer = frame.payer[row] as number;
    return payer > 0 ? payer - 1 : (found?.get(texts[frame.visitor[row] as number] ?? "") ?? -1);
  });
}
