import mongoose from "mongoose";
import { AppError } from "../../shared/app-error.ts";

/** A place in the log: after this delivery, going back in time. */
export type LogPlace = { receivedAt: Date; id: mongoose.Types.ObjectId };

export function writeLogCursor({ receivedAt, id }: LogPlace): string {
  return Buffer.from(JSON.stringify([receivedAt.getTime(), id.toHexString()])).toString("base64url");
}

/** Throws `bad_request` for what is not a cursor of ours. */
export function readLogCursor(cursor: string): LogPlace {
  try {
    const [time, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    const receivedAt = new Date(time as number);
    if (typeof time === "number" && !Number.isNaN(receivedAt.getTime()) && typeof id === "string" && /^[0-9a-f]{24}$/.test(id)) return { receivedAt, id: new mongoose.Types.ObjectId(id) };
  } catch {
    // Told below.
  }
  throw new AppError("bad_request", "cursor is not one that this log gave");
}

/** The clause that leaves out everything up to that place: its range is served by an index, its tie is settled on each document. */
export function beforePlace({ receivedAt, id }: LogPlace): Record<string, unknown> {
  return { receivedAt: { $lte: receivedAt }, $or: [{ receivedAt: { $lt: receivedAt } }, { _id: { $lt: id } }] };
}
