import type { Dictionary } from "../read-model/dictionary.ts";
import type { PaymentsFrame } from "../read-model/payments-frame.ts";
import { findVisitors } from "../read-model/visitor-ordinals.ts";

/** Ordinals by the code of `payingVisitor`, for as long as the website's columns are in memory. */
const known = new WeakMap<Dictionary, Map<number, number>>();

/** The ordinal (as in the columns of visits) of each payment's visitor, by row; -1 where none is linked. Only visitors not met before are looked up. */
export async function findPayingVisitors(websiteId: string, frame: PaymentsFrame, rows: readonly number[]): Promise<Map<number, number>> {
  const dictionary = frame.dictionary("payingVisitor");
  const ordinals = known.get(dictionary) ?? new Map<number, number>([[0, -1]]);
  known.set(dictionary, ordinals);
  const codes = rows.map((row) => frame.visitor[row] as number);
  const missing = [...new Set(codes)].filter((code) => !ordinals.has(code));
  if (missing.length > 0) {
    const found = await findVisitors(websiteId, missing.map((code) => dictionary.values[code] as string));
    for (const code of missing) ordinals.set(code, found.get(dictionary.values[code] as string)?.ordinal ?? -1);
  }
  return new Map(rows.map((row, index) => [row, ordinals.get(codes[index] as number) ?? -1]));
}
