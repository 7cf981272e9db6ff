import { lookup } from "node:dns/promises";
import { request as httpRequest } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Readable } from "node:stream";
import type { FetchPolicy } from "./address-policy.ts";

export type FetchedPage =
  | { outcome: "page"; url: URL; redirects: string[]; status: number; headers: IncomingHttpHeaders; contentType: string; body: string; cut: boolean }
  | { outcome: "refused" | "unreachable" | "too_many_redirects"; url: string; redirects: string[]; reason: string };

export type FetchOptions = { policy: FetchPolicy; userAgent: string; resolve?: (hostname: string) => Promise<string[]> };

const MAX_REDIRECTS = 3;
const MAX_BYTES = 1_500_000;
const TOTAL_MS = 10_000;

class Refused extends Error {}

/**
 * Fetches a page that somebody named, without becoming their way into this network: each host's name is resolved here, every address that
 * it has is checked, and the connection goes to the checked address itself, so that a second answer of the name server changes nothing;
 * the same again at every redirect (at most 3). Time, size and unpacked size are limited. Never throws.
 */
export async function fetchPage(start: URL, options: FetchOptions): Promise<FetchedPage> {
  const redirects: string[] = [];
  const signal = AbortSignal.timeout(TOTAL_MS);
  let url = start;
  try {
    for (;;) {
      const response = await open(url, options, signal);
      const status = response.statusCode ?? 0;
      const location = response.headers.location;
      if (status >= 300 && status < 400 && status !== 304 && location && URL.canParse(location, url.href)) {
        response.destroy();
        url = new URL(location, url.href);
        if (redirects.length >= MAX_REDIRECTS) return { outcome: "too_many_redirects", url: url.href, redirects, reason: `It redirects more than ${MAX_REDIRECTS} times` };
        redirects.push(url.href);
        continue;
      }
      const { text, cut } = await readBody(response, signal);
      return { outcome: "page", url, redirects, status, headers: response.headers, contentType: response.headers["content-type"] ?? "", body: text, cut };
    }
  } catch (error) {
    if (error instanceof Refused) return { outcome: "refused", url: url.href, redirects, reason: error.message };
    return { outcome: "unreachable", url: url.href, redirects, reason: describeFailure(error, signal) };
  }
}

async function open(url: URL, options: FetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const secure = url.protocol === "https:";
  if (!secure && url.protocol !== "http:") throw new Refused(`Only http and https addresses are fetched, not ${url.protocol}`);
  if (url.username || url.password) throw new Refused("An address with a user name or password in it is not fetched");
  const port = Number(url.port || (secure ? 443 : 80));
  if (!options.policy.allowsPort(port)) throw new Refused(`Only the ports 80 and 443 are fetched, not ${port}`);
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const address = await findAddress(hostname, options, signal);
  return new Promise((resolve, reject) => {
    const call = (secure ? httpsRequest : httpRequest)(
      {
        host: address,
        port,
        path: `${url.pathname}${url.search}`,
        method: "GET",
        agent: false,
        signal,
        ...(secure && !isIP(hostname) ? { servername: hostname } : {}),
        headers: { Host: url.host, "User-Agent": options.userAgent, Accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5", "Accept-Encoding": "gzip, br" },
      },
      resolve,
    );
    call.on("error", reject);
    call.end();
  });
}

async function findAddress(hostname: string, options: FetchOptions, signal: AbortSignal): Promise<string> {
  const resolve = options.resolve ?? (async (name: string) => (await lookup(name, { all: true })).map(({ address }) => address));
  const addresses = isIP(hostname) ? [hostname] : await Promise.race([resolve(hostname), aborted(signal)]);
  const [first] = addresses;
  if (!first) throw Object.assign(new Error("no address"), { code: "ENOTFOUND" });
  // One private address among public ones is enough: a page has no business there.
  const bad = addresses.find((address) => !options.policy.allowsAddress(address));
  if (bad) throw new Refused(`${hostname} leads to ${bad}, which is not an address of the open internet: PostMetric does not fetch from private networks`);
  return first;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }));
}

/** The body as text, unpacked, cut at the limit: what was packed to burst is never held whole. */
async function readBody(response: IncomingMessage, signal: AbortSignal): Promise<{ text: string; cut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = unpack(response);
  const stop = () => stream.destroy(signal.reason as Error);
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BYTES) break;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    response.destroy();
  }
  return { text: Buffer.concat(chunks).subarray(0, MAX_BYTES).toString("utf8"), cut: size > MAX_BYTES };
}

function unpack(response: IncomingMessage): Readable {
  const encoding = (response.headers["content-encoding"] ?? "").trim().toLowerCase();
  const decoder = encoding === "gzip" || encoding === "x-gzip" ? createGunzip() : encoding === "br" ? createBrotliDecompress() : encoding === "deflate" ? createInflate() : null;
  if (!decoder) return response;
  response.on("error", (error) => decoder.destroy(error));
  response.pipe(decoder);
  return decoder;
}

function describeFailure(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return `It did not answer within ${TOTAL_MS / 1_000} seconds`;
  const { code = "", message = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "Its name has no address (DNS): check the spelling, or whether it is published yet";
  if (code === "ECONNREFUSED") return "Nothing answers there (connection refused)";
  if (code === "ECONNRESET" || code === "EPIPE") return "It ended the connection";
  if (code.startsWith("Z_") || code.startsWith("ERR__")) return "Its answer is packed in a way that cannot be read";
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return `Its certificate is not valid (${code})`;
  return `It could not be fetched (${code || message.slice(0, 100)})`;
}
