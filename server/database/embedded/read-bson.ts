import { Double, Int32, ObjectId, deserialize } from "bson";
import type { Document } from "bson";
import { MongoError } from "./mongo-error.ts";

/** A whole document, each value in BSON's own type, so that encoding it again gives the same bytes. */
export function decode(bytes: Uint8Array): Document {
  return deserialize(bytes, { promoteValues: false, bsonRegExp: true });
}

/** Bytes of a value by its type (BSON specification, version 1.1); -1: a length stands before it. */
const SIZES = new Map([[0x01, 8], [0x02, -1], [0x03, -1], [0x04, -1], [0x05, -1], [0x06, 0], [0x07, 12], [0x08, 1], [0x09, 8], [0x0a, 0], [0x0b, -1], [0x0c, -1], [0x0d, -1], [0x0e, -1], [0x0f, -1], [0x10, 4], [0x11, 8], [0x12, 8], [0x13, 16], [0x7f, 0], [0xff, 0]]);
const FIXED = Int8Array.from({ length: 256 }, (_, type) => SIZES.get(type) ?? -2);

/**
 * A new document as it is stored, and those of its first-level `names` that it has: what index keys are made of. The other fields are only stepped over,
 * which is most of the work saved. `_id` is put first, as MongoDB does. Null when there is none, or one that must be looked into before it is taken.
 * Throws MongoError 22 where the bytes are no document.
 */
export function readNewDocument(bytes: Buffer, names: readonly string[]): { bytes: Buffer; fields: Document } | null {
  const fields: Document = {};
  let id: { from: number; end: number } | null = null;
  walk(bytes, 0, (type, name, length, value, end) => {
    const known = knownName(bytes, name, length, names);
    if (known === undefined) return;
    fields[known] = valueAt(bytes, type, name, value, end);
    if (known === "_id") id = UNSURE_IDS.has(type) ? null : { from: name - 1, end };
  });
  return id && { bytes: withIdFirst(bytes, id), fields };
}

/** Those of a stored document's first-level `names` that it has, in its order, as `decode` gives them; the other fields are only stepped over. */
export function readFields(bytes: Buffer, names: readonly string[]): Document {
  const fields: Document = {};
  const last = bytes.length - 1;
  for (let at = 4; at < last; ) {
    const type = bytes[at] as number;
    const name = at + 1;
    const value = endOfName(bytes, name, last) + 1;
    const end = NESTED.has(type) ? value + bytes.readInt32LE(value) : endOfValue(bytes, type, value, last);
    if (end < value || end > last) throw broken();
    const known = knownName(bytes, name, value - 1 - name, names);
    if (known !== undefined) fields[known] = valueAt(bytes, type, name, value, end);
    at = end;
  }
  return fields;
}

/** Documents and arrays. */
const NESTED = new Set([0x03, 0x04]);

/** Documents (which could hold `$` fields), arrays, regular expressions and undefined. */
const UNSURE_IDS = new Set([0x03, 0x04, 0x06, 0x0b]);

function withIdFirst(bytes: Buffer, { from, end }: { from: number; end: number }): Buffer {
  if (from === 4) return bytes;
  return Buffer.concat([bytes.subarray(0, 4), bytes.subarray(from, end), bytes.subarray(4, from), bytes.subarray(end)], bytes.length);
}

function knownName(bytes: Buffer, at: number, length: number, names: readonly string[]): string | undefined {
  for (const name of names) if (name.length === length && isNameAt(bytes, at, name)) return name;
  return undefined;
}

function isNameAt(bytes: Buffer, at: number, name: string): boolean {
  for (let index = 0; index < name.length; index += 1) if (bytes[at + index] !== name.charCodeAt(index)) return false;
  return true;
}

type Visit = (type: number, name: number, length: number, value: number, end: number) => void;

/** Visits each element of the document at `start`; also steps through what is inside, so that nothing broken is stored. Returns its end. */
function walk(bytes: Buffer, start: number, visit: Visit | null): number {
  const size = start + 5 <= bytes.length ? bytes.readInt32LE(start) : 0;
  const last = start + size - 1;
  if (size < 5 || last >= bytes.length || bytes[last] !== 0) throw broken();
  let at = start + 4;
  while (at < last) {
    const type = bytes[at] as number;
    const name = at + 1;
    const value = endOfName(bytes, name, last) + 1;
    const end = endOfValue(bytes, type, value, last);
    if (end > last) throw broken();
    visit?.(type, name, value - 1 - name, value, end);
    at = end;
  }
  return last + 1;
}

function endOfName(bytes: Buffer, from: number, last: number): number {
  let at = from;
  while (at < last && bytes[at] !== 0) at += 1;
  if (at >= last) throw broken();
  return at;
}

function endOfValue(bytes: Buffer, type: number, at: number, last: number): number {
  const fixed = FIXED[type] as number;
  if (fixed >= 0) return at + fixed;
  if (type === 0x03 || type === 0x04) return walk(bytes, at, null);
  if (type === 0x0b) return endOfName(bytes, endOfName(bytes, at, last) + 1, last) + 1;
  if (fixed === -2 || at + 4 > last) throw broken();
  const length = bytes.readInt32LE(at);
  if (length < 0) throw broken();
  if (type === 0x05) return at + 5 + length;
  if (type === 0x0f) return at + length;
  return at + 4 + length + (type === 0x0c ? 12 : 0);
}

/** The usual types at once, the others by the decoder, as a document of one field. */
function valueAt(bytes: Buffer, type: number, name: number, at: number, end: number): unknown {
  switch (type) {
    case 0x01:
      return new Double(bytes.readDoubleLE(at));
    case 0x02:
      return bytes.toString("utf8", at + 4, end - 1);
    case 0x07:
      return new ObjectId(bytes.subarray(at, end));
    case 0x08:
      return bytes[at] === 1;
    case 0x09:
      return new Date(bytes.readInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at));
    case 0x0a:
      return null;
    case 0x10:
      return new Int32(bytes.readInt32LE(at));
  }
  const element = bytes.subarray(name - 1, end);
  const framed = Buffer.alloc(element.length + 5);
  framed.writeInt32LE(framed.length);
  element.copy(framed, 4);
  return Object.values(decode(framed))[0];
}

function broken(): MongoError {
  return new MongoError(22, "BSON document is malformed: what was sent is not a document");
}
