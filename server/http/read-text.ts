import type { IncomingMessage } from "node:http";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { AppError } from "../shared/app-error.ts";
import { BODY_TYPES } from "./read-body.ts";

const DECODERS = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };

/** A request's body as text, of at most `limit` bytes once it is unpacked. Throws `unsupported_media_type`, `payload_too_large` or `bad_request`. */
export function readText(req: IncomingMessage, limit: number): Promise<string> {
  const type = req.headers["content-type"];
  if (type && !BODY_TYPES.test(type)) return Promise.reject(new AppError("unsupported_media_type", `Send JSON; ${type.slice(0, 100)} is not understood`));
  const encoding = (req.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && !Object.hasOwn(DECODERS, encoding)) return Promise.reject(new AppError("unsupported_media_type", `The content encoding ${encoding.slice(0, 40)} is not understood: use gzip, deflate, br or none`));
  const tooLarge = () => new AppError("payload_too_large", `The request is too large: at most ${limit} bytes`);
  if (Number(req.headers["content-length"] ?? 0) > limit) {
    req.resume();
    return Promise.reject(tooLarge());
  }
  const source = encoding === "identity" ? req : req.pipe(DECODERS[encoding as keyof typeof DECODERS]());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    source.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else {
        // What else comes is read and forgotten, so that the sender gets the answer.
        source.removeAllListeners("data");
        if (source !== req) req.unpipe();
        req.resume();
        reject(tooLarge());
      }
    });
    source.on("end", () => resolve((chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString("utf8")));
    source.on("error", () => reject(new AppError("bad_request", "The body could not be read: it is not what its content encoding says, or it was cut off")));
    req.on("aborted", () => reject(new AppError("bad_request", "The request was cut off")));
  });
}
