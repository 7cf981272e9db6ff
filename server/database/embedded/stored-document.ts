import type { Document } from "bson";
import { decode, readFields } from "./read-bson.ts";

/** A stored document: its bytes, of which no more is decoded than something looks at. */
export class StoredDocument {
  /** The record's number in its collection. */
  readonly id: number;
  readonly bytes: Buffer;
  private decoded: Document | null = null;
  private some: { names: readonly string[]; fields: Document } | null = null;

  constructor(id: number, bytes: Buffer) {
    this.id = id;
    this.bytes = bytes;
  }

  get document(): Document {
    return (this.decoded ??= decode(this.bytes));
  }

  /** Those of its first-level fields, in its order; null: all of it. */
  fields(names: readonly string[] | null): Document {
    if (names === null) return this.document;
    if (this.some?.names !== names) this.some = { names, fields: readFields(this.bytes, names) };
    return this.some.fields;
  }
}
