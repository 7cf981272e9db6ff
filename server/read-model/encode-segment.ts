import { promisify } from "node:util";
import { deflateRaw, inflateRaw, inflateRawSync } from "node:zlib";
import { Binary, deserialize, serialize } from "bson";
import { codeOf, isShared } from "./dictionary.ts";
import type { Column } from "./dictionary.ts";
import type { PaymentsSegment } from "./payments-segment.ts";
import type { VisitsSegment } from "./visits-segment.ts";
import type { Dictionaries, DictionaryName } from "./website-dictionaries.ts";

/** Of the layout: what was written with another one is built anew. */
export const SEGMENT_FORMAT = 3;

export type Segments = { visits: VisitsSegment; payments: PaymentsSegment };
type Plain = Record<string, unknown>;
type Texts = Record<string, (string | null)[]>;

const [deflate, inflate] = [promisify(deflateRaw), promisify(inflateRaw)];
const ARRAYS = [Uint8Array, Uint16Array, Uint32Array, Float64Array] as const;
const LEVEL = { level: 1 };

/** Which dictionary a column of values belongs to, by its place in the segment; a dimension's own name unless told. */
function dictionaryOf(path: string): DictionaryName {
  const [first = "", second = ""] = path.split(".");
  return (second === "" || second === "value" ? first : second) as DictionaryName;
}

/**
 * A segment as bytes that need no dictionary but their own: arrays tagged with their kind and deflated one by one, so that a question unpacks only the
 * columns that it asks for; the texts of all columns together. Deflated on other threads, one after the other: a busy day's would hold up everything else.
 */
export async function encodeSegment(segment: Segments[keyof Segments], dictionaries: Dictionaries): Promise<Buffer> {
  const texts: Texts = {};
  const write = async (value: unknown, path: string): Promise<unknown> => {
    const kind = ARRAYS.findIndex((array) => value instanceof array);
    if (kind >= 0) {
      const array = value as Uint8Array;
      return { k: kind, z: new Binary(await deflate(Buffer.from(array.buffer, array.byteOffset, array.byteLength), LEVEL)) };
    }
    if (typeof value !== "object" || value === null) return value;
    if ("remap" in value) {
      const { values } = dictionaries[dictionaryOf(path)];
      texts[path] = Array.from((value as { remap: Uint32Array }).remap, (code) => values[code] ?? null);
      return { codes: await write((value as unknown as { codes: Column }).codes, path), texts: path };
    }
    const written: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value)) written[name] = await write(inner, path ? `${path}.${name}` : name);
    return written;
  };
  const columns = await write(segment, "");
  return Buffer.from(serialize({ columns, texts: new Binary(await deflate(serialize(texts), LEVEL)) }));
}

/**
 * The inverse: a segment that is as small in memory as its bytes, since each array is unpacked anew whenever it is read. Who reads more than one number of
 * it takes the array first. Texts are given the website's codes.
 */
export async function decodeSegment<Kind extends keyof Segments>(bytes: Buffer, dictionaries: Dictionaries): Promise<Segments[Kind]> {
  const { columns, texts: packed } = deserialize(bytes, { promoteBuffers: true }) as { columns: Plain; texts: Buffer };
  const texts = deserialize(await inflate(packed)) as Texts;
  const read = (value: Plain): unknown => {
    if ("texts" in value) return withArray({ remap: remapOf(texts[String(value["texts"])] as (string | null)[], dictionaryOf(String(value["texts"]))) }, "codes", value["codes"] as Packed);
    const opened: Plain = {};
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== "object" || inner === null) opened[name] = inner;
      else if ("z" in inner) withArray(opened, name, inner as Packed);
      else opened[name] = read(inner as Plain);
    }
    return opened;
  };
  const remapOf = (values: (string | null)[], name: DictionaryName): Uint32Array => {
    const [dictionary, remap] = [dictionaries[name], new Uint32Array(values.length)];
    for (let place = 0; place < values.length; place += 1) remap[place] = codeOf(dictionary, values[place] as string | null);
    return remap;
  };
  return read(columns) as Segments[Kind];
}

type Packed = { k: number; z: Buffer };

/** Gives an object an array that is unpacked at each reading. */
function withArray(into: Plain, name: string, { k, z }: Packed): Plain {
  const kind = ARRAYS[k] as (typeof ARRAYS)[number];
  return Object.defineProperty(into, name, {
    enumerable: true,
    get: () => {
      const bytes = inflateRawSync(z);
      return bytes.byteOffset % kind.BYTES_PER_ELEMENT === 0 ? new kind(bytes.buffer, bytes.byteOffset, bytes.byteLength / kind.BYTES_PER_ELEMENT) : new kind(new Uint8Array(bytes).buffer);
    },
  });
}

/** Bytes of memory that a segment's arrays take once they are unpacked; nothing for zeros, which all share. */
export function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return (isShared(value) ? 0 : value.byteLength) + 64;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce<number>((sum, inner) => sum + sizeOf(inner), 64);
}
