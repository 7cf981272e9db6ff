import { serialize } from "bson";
import type { Document } from "bson";
import { decode } from "./read-bson.ts";
import type { Batch } from "./cursors.ts";

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const MORE_TO_COME = 2;
const CHECKSUM_PRESENT = 1;
export const MAX_MESSAGE_BYTES = 48_000_000;

export type Request = { requestId: number; legacy: boolean; command: Document; silent: boolean };

/** Takes whole messages out of a stream of bytes. Source: MongoDB's wire protocol, messages OP_MSG and (for the handshake) OP_QUERY. */
export function createMessageReader(onMessage: (message: Buffer) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let size = 0;
  /** Bytes to wait for before the chunks are put together: joining them at each one would copy a large message over and over. */
  let wanted = 16;
  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    while (size >= wanted) {
      const pending = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
      chunks = [pending];
      const length = pending.readInt32LE(0);
      if (length < 16 || length > MAX_MESSAGE_BYTES) throw new Error(`a message of ${length} bytes`);
      wanted = length;
      if (size < length) return;
      onMessage(pending.subarray(0, length));
      chunks = size === length ? [] : [pending.subarray(length)];
      size -= length;
      wanted = 16;
    }
  };
}

/** Documents of a sequence (kind 1) as they were sent, by the command that brought them. */
const sentBytes = new WeakMap<Document, Map<string, Buffer[]>>();

/** The documents of a command's field as bytes, when they came as a sequence: what is stored as it is need not be decoded. */
export function sentDocuments(command: Document, field: string): Buffer[] | undefined {
  return sentBytes.get(command)?.get(field);
}

/** Reads one message; throws for an unknown kind. */
export function parseMessage(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  if (opcode === OP_QUERY) {
    const nameEnd = message.indexOf(0, 20);
    const database = message.toString("utf8", 20, nameEnd).split(".")[0];
    const command = decode(message.subarray(nameEnd + 9, nameEnd + 9 + message.readInt32LE(nameEnd + 9)));
    return { requestId, legacy: true, command: { ...command, $db: database }, silent: false };
  }
  if (opcode !== OP_MSG) throw new Error(`opcode ${opcode}`);
  const flags = message.readUInt32LE(16);
  const end = flags & CHECKSUM_PRESENT ? message.length - 4 : message.length;
  let command: Document = {};
  const sequences = new Map<string, Buffer[]>();
  let at = 20;
  while (at < end) {
    const kind = message[at];
    const size = message.readInt32LE(at + 1);
    if (kind === 0) {
      command = decode(message.subarray(at + 1, at + 1 + size));
    } else if (kind === 1) {
      const nameEnd = message.indexOf(0, at + 5);
      sequences.set(message.toString("utf8", at + 5, nameEnd), splitDocuments(message.subarray(nameEnd + 1, at + 1 + size)));
    } else throw new Error(`section kind ${kind}`);
    at += 1 + size;
  }
  sentBytes.set(command, sequences);
  for (const [field, documents] of sequences) decodeWhenAsked(command, field, documents);
  return { requestId, legacy: false, command, silent: (flags & MORE_TO_COME) !== 0 };
}

/** BSON documents that stand one after the other; throws where something else does. */
export function splitDocuments(bytes: Uint8Array): Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const documents: Buffer[] = [];
  for (let from = 0; from < all.length; ) {
    const length = all.readInt32LE(from);
    if (length < 5) throw new Error(`a document of ${length} bytes`);
    documents.push(all.subarray(from, from + length));
    from += length;
  }
  return documents;
}

function decodeWhenAsked(command: Document, field: string, sent: Buffer[]): void {
  let decoded: Document[] | undefined;
  Object.defineProperty(command, field, { enumerable: true, get: () => (decoded ??= sent.map(decode)) });
}

/** A reply's bytes; a batch of documents goes in as it was stored. */
export function encodeReply(request: Request, body: Document, batch?: { field: string; batch: Batch }): Buffer {
  const document = batch ? encodeCursorReply(batch.field, batch.batch, body) : Buffer.from(serialize(body, { ignoreUndefined: true }));
  const head = Buffer.alloc(request.legacy ? 36 : 21);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(request.requestId, 8);
  head.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  if (request.legacy) {
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, document]);
}

/** `{cursor: {id, ns, firstBatch|nextBatch: [raw documents]}, …body}` without decoding the documents again. */
function encodeCursorReply(field: string, batch: Batch, body: Document): Buffer {
  const elements = batch.documents.flatMap((bytes, index) => [Buffer.from([3]), Buffer.from(`${index}\0`), bytes]);
  const array = frame(elements);
  const id = Buffer.alloc(8);
  id.writeBigInt64LE(batch.cursorId);
  const namespace = Buffer.from(`${batch.namespace}\0`);
  const length = Buffer.alloc(4);
  length.writeInt32LE(namespace.length);
  const cursor = frame([Buffer.from([0x12]), Buffer.from("id\0"), id, Buffer.from([2]), Buffer.from("ns\0"), length, namespace, Buffer.from([4]), Buffer.from(`${field}\0`), array]);
  const rest = Buffer.from(serialize(body, { ignoreUndefined: true })).subarray(4, -1);
  return frame([Buffer.from([3]), Buffer.from("cursor\0"), cursor, rest]);
}

function frame(parts: Buffer[]): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32LE(parts.reduce((sum, part) => sum + part.length, 5));
  return Buffer.concat([size, ...parts, Buffer.from([0])]);
}
