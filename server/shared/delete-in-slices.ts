import type mongoose from "mongoose";

const SLICE = 500;

/** Deletes what a filter finds, some hundred documents at a time, so that nothing else waits long. Returns how many went. */
export async function deleteInSlices<Record>(model: mongoose.Model<Record>, filter: { [field: string]: unknown }): Promise<number> {
  let gone = 0;
  for (;;) {
    const slice = await model.find(filter as object).select({ _id: 1 }).limit(SLICE).lean<{ _id: unknown }[]>();
    if (slice.length === 0) return gone;
    const { deletedCount } = await model.deleteMany({ ...filter, _id: { $in: slice.map(({ _id }) => _id) } } as object);
    gone += deletedCount;
  }
}
