import type { Index } from "./index-entries.ts";

/** Four bytes that begin every key of a collection's documents or of an index's entries. */
export function prefix(id: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(id);
  return bytes;
}

export function recordKey(collectionId: number, record: number): Buffer {
  const bytes = Buffer.allocUnsafe(12);
  bytes.writeUInt32BE(collectionId);
  writeNumber(bytes, 4, record);
  return bytes;
}

/** A unique index has one entry a key; elsewhere the record's number tells entries of the same key apart. */
export function entryKey(index: Index, key: Buffer, record: number | null): Buffer {
  const length = index.spec.unique ? 4 + key.length : 12 + key.length;
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeUInt32BE(index.id);
  key.copy(bytes, 4);
  if (!index.spec.unique) writeNumber(bytes, 4 + key.length, record ?? 0);
  return bytes;
}

export function recordNumber(record: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  writeNumber(bytes, 0, record);
  return bytes;
}

function writeNumber(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32BE(Math.floor(value / 2 ** 32), at);
  bytes.writeUInt32BE(value % 2 ** 32, at + 4);
}

export function readNumber(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}
