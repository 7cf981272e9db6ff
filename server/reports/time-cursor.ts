import { AppError } from "../shared/app-error.ts";

/** A place in a list that goes back in time: the last row given, by its instant and its id. */
export type TimePlace = { at: Date; id: string };

export function writeTimeCursor({ at, id }: TimePlace): string {
  return Buffer.from(JSON.stringify([at.getTime(), id])).toString("base64url");
}

/** Throws `bad_request` for what is not a cursor of ours, an instant beyond what a Date can hold included. */
export function readTimeCursor(cursor: string): TimePlace {
  try {
    const [time, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    const at = new Date(time as number);
    if (typeof time === "number" && !Number.isNaN(at.getTime()) && typeof id === "string") return { at, id };
  } catch {
    // Told below, as any other cursor that is not ours.
  }
  throw new AppError("bad_request", "cursor is not one that this list gave");
}
