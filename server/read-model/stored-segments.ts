import { ReportSegment } from "../../models/report-segment.ts";
import type { ReportSegmentRecord } from "../../models/report-segment.ts";
import { SEGMENT_FORMAT, decodeSegment, encodeSegment } from "./encode-segment.ts";
import type { Segments } from "./encode-segment.ts";
import type { Held, WebsiteState } from "./website-state.ts";

/** A document holds 16 MiB at most. */
const PART_BYTES = 8 * 1024 * 1024;
/** What is stored of a day like this takes long to bring up to date. */
const VERY_MANY_ROWS = 20_000;

/** The stored segments of a kind for the days from `first` to `last`, by day. Ones whose parts are not of one build are left out. */
export async function findStoredSegments(state: WebsiteState, options: { timezone: string; kind: keyof Segments; first: string; last: string }): Promise<Map<string, Held>> {
  const { timezone, kind, first, last } = options;
  const cursor = ReportSegment.collection.find({ websiteId: state.websiteId, timezone, day: { $gte: first, $lte: last }, kind }, { sort: { day: 1, kind: 1, part: 1 }, batchSize: 20, promoteBuffers: true });
  const parts = new Map<string, ReportSegmentRecord[]>();
  for await (const part of cursor) parts.set(String(part["day"]), [...(parts.get(String(part["day"])) ?? []), part as unknown as ReportSegmentRecord]);
  const found = new Map<string, Held>();
  const opening: Promise<void>[] = [];
  for (const [day, [head, ...more]] of parts) {
    const all = head ? [head, ...more] : [];
    if (!head || all.length !== head.parts || all.some(({ version, format }) => format !== SEGMENT_FORMAT || version.readAt.getTime() !== head.version.readAt.getTime())) continue;
    opening.push(
      unpack(state, Buffer.concat(all.map(({ data }) => data))).then(
        (packed) => void found.set(day, { ...packed, version: head.version, recheckAt: head.recheckAt, storedAt: head.version.readAt.getTime(), dear: packed.segment.rows > VERY_MANY_ROWS }),
      ),
    );
  }
  await Promise.all(opening);
  return found;
}

async function unpack(state: WebsiteState, bytes: Buffer): Promise<Pick<Held, "segment" | "bytes">> {
  return { segment: await decodeSegment(bytes, state.dictionaries), bytes: bytes.length };
}

/** Seals a segment; from then on it is held as small as it is stored. Another server may store its own at the same time: each part says which build it is of. */
export async function storeSegment(state: WebsiteState, place: { timezone: string; kind: keyof Segments; day: string }, held: Held): Promise<void> {
  const bytes = await encodeSegment(held.segment, state.dictionaries);
  Object.assign(held, await unpack(state, bytes));
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  const key = { websiteId: state.websiteId, timezone: place.timezone, day: place.day, kind: place.kind };
  const { version, recheckAt } = held;
  for (let part = 0; part < parts; part += 1) {
    const data = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
    const write = () => ReportSegment.collection.updateOne({ ...key, part }, { $set: { parts, format: SEGMENT_FORMAT, version, recheckAt, data } }, { upsert: true });
    await write().catch((error: unknown) => {
      // Both made the document at once: now it is there.
      if ((error as { code?: number }).code !== 11_000) throw error;
      return write();
    });
  }
  await ReportSegment.collection.deleteMany({ ...key, part: { $gte: parts } });
}
