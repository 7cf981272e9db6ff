import type { Period } from "./period.ts";

const BATCH = 500;

/**
 * Rows of a period in batches, oldest first. Each batch is a query of its own that goes on where the last one ended, so that neither the database
 * nor this process holds more than one, however slowly the reader takes them. Records of the same instant as the last are asked for again and
 * those given already are left out; should they be very many, the next question is twice as large.
 */
export async function* readBatches<Found extends { _id: unknown }, Row>(options: {
  period: Period;
  find: (span: { $gte: Date; $lt: Date }, limit: number) => Promise<Found[]>;
  timeOf: (found: Found) => Date;
  toRow: (found: Found) => Row;
}): AsyncGenerator<Row[]> {
  const { period, find, timeOf, toRow } = options;
  let from = period.from;
  let given = new Set<string>();
  let limit = BATCH;
  for (;;) {
    const found = await find({ $gte: from, $lt: period.to }, limit);
    const fresh = found.filter(({ _id }) => !given.has(String(_id)));
    if (fresh.length > 0) yield fresh.map(toRow);
    const last = found.at(-1);
    if (!last || found.length < limit) return;
    const at = timeOf(last);
    const same = found.filter((record) => timeOf(record).getTime() === at.getTime()).map(({ _id }) => String(_id));
    given = new Set(at.getTime() === from.getTime() ? [...given, ...same] : same);
    limit = Math.max(BATCH, given.size * 2);
    from = at;
  }
}
