import { createRequire } from "node:module";
import { open } from "maxmind";
import type { CountryResponse, Reader } from "maxmind";

export type Location = { country: string | null; region: string | null; city: string | null };

let reader: Promise<Reader<CountryResponse>> | null = null;
let known: Reader<CountryResponse> | null = null;

function countries(): Promise<Reader<CountryResponse>> {
  const require = createRequire(import.meta.url);
  reader ??= open<CountryResponse>(require.resolve("@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb"));
  return reader;
}

/** Where CDNs tell the visitor's place: Cloudflare (its "visitor location headers"), Vercel, CloudFront, and a proxy of one's own. */
const CDN_HEADERS = [
  { country: "cf-ipcountry", region: "cf-region", city: "cf-ipcity" },
  { country: "x-vercel-ip-country", region: "x-vercel-ip-country-region", city: "x-vercel-ip-city" },
  { country: "cloudfront-viewer-country", region: "cloudfront-viewer-country-region-name", city: "cloudfront-viewer-city" },
  { country: "x-country-code", region: "x-region", city: "x-city" },
];
/** Cloudflare's XX (unknown) and T1 (Tor) are no countries. */
const COUNTRY = /^(?!XX)[A-Z]{2}$/;

type Request = { ip: string | undefined; headers: Record<string, string | string[] | undefined>; trustHeaders: boolean };

/** Country (ISO 3166, two letters), region and city from a CDN's headers where a proxy is trusted, else the country from the bundled database. The address is not kept. */
export async function readLocation(request: Request): Promise<Location> {
  if (request.trustHeaders) {
    for (const names of CDN_HEADERS) {
      const country = request.headers[names.country];
      if (typeof country === "string" && COUNTRY.test(country)) return { country, region: readPlace(request.headers[names.region]), city: readPlace(request.headers[names.city]) };
    }
  }
  if (!request.ip) return { country: null, region: null, city: null };
  known ??= await countries();
  const found = known.get(request.ip.replace(/^::ffff:/, "")) as unknown as { country_code?: string; country?: { iso_code?: string } } | null;
  return { country: found?.country_code ?? found?.country?.iso_code ?? null, region: null, city: null };
}

/** A place's name: percent-encoded by Vercel, UTF-8 read as Latin-1 by Node from Cloudflare. */
function readPlace(header: string | string[] | undefined): string | null {
  if (typeof header !== "string" || header.trim() === "") return null;
  const bytes = Buffer.from(header, "latin1");
  const utf8 = bytes.toString("utf8");
  const text = utf8.includes("\uFFFD") ? header : utf8;
  try {
    return decodeURIComponent(text).trim().slice(0, 100) || null;
  } catch {
    return text.trim().slice(0, 100);
  }
}
