import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import { Binary, deserialize, serialize } from "bson";
import { codeOf } from "./dictionary.ts";
import type { DictColumn } from "./dictionary.ts";
import type { PaymentsSegment } from "./payments-segment.ts";
import type { VisitsSegment } from "./visits-segment.ts";
import type { Dictionaries, DictionaryName } from "./website-dictionaries.ts";

/** Of the layout: what was written with another one is built anew. */
export const SEGMENT_FORMAT = 2;

export type Segments = { visits: VisitsSegment; payments: PaymentsSegment };
type Plain = Record<string, unknown>;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);
const ARRAYS = [Uint8Array, Uint16Array, Uint32Array, Float64Array] as const;

/** Which dictionary a column of values belongs to, by its place in the segment; a dimension's own name unless told. */
function dictionaryOf(path: string): DictionaryName {
  const [first = "", second = ""] = path.split(".");
  return (second === "" || second === "value" ? first : second) as DictionaryName;
}

/** A segment as bytes that need no dictionary but their own: arrays tagged with their kind, columns of values with their texts. */
export async function encodeSegment(segment: Segments["visits" | "payments"], dictionaries: Dictionaries): Promise<Buffer> {
  const write = (value: unknown, path: string): unknown => {
    const kind = ARRAYS.findIndex((array) => value instanceof array);
    if (kind >= 0) {
      const array = value as Uint8Array;
      return { k: kind, b: new Binary(Buffer.from(array.buffer, array.byteOffset, array.byteLength)) };
    }
    if (typeof value !== "object" || value === null) return value;
    if ("remap" in value) {
      const { codes, remap } = value as DictColumn;
      return { codes: write(codes, path), texts: Array.from(remap, (code) => dictionaries[dictionaryOf(path)].values[code]) };
    }
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, write(inner, path ? `${path}.${name}` : name)]));
  };
  return deflate(serialize(write(segment, "") as Plain), { level: 1 });
}

/** The inverse; texts are given the website's codes. */
export async function decodeSegment<Kind extends keyof Segments>(bytes: Buffer, dictionaries: Dictionaries): Promise<Segments[Kind]> {
  const read = (value: unknown, path: string): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if ("b" in value) {
      const { k, b } = value as { k: number; b: Binary };
      const array = ARRAYS[k] as (typeof ARRAYS)[number];
      // Copied, so that the array is aligned and does not keep the whole document alive.
      return new array(new Uint8Array(b.buffer).slice(0, b.position).buffer);
    }
    if ("texts" in value) {
      const { codes, texts } = value as { codes: unknown; texts: (string | null)[] };
      return { codes: read(codes, path), remap: Uint32Array.from(texts, (text) => codeOf(dictionaries[dictionaryOf(path)], text)) };
    }
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, read(inner, path ? `${path}.${name}` : name)]));
  };
  return read(deserialize(await inflate(bytes)), "") as Segments[Kind];
}

/** Bytes of memory that a segment's arrays take. */
export function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength + 64;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce<number>((sum, inner) => sum + sizeOf(inner), 64);
}
