import { createRequire } from "node:module";
import { open } from "maxmind";
import type { CountryResponse, Reader } from "maxmind";

export type Location = { country: string | null; region: string | null; city: string | null };

let reader: Promise<Reader<CountryResponse>> | null = null;

function countries(): Promise<Reader<CountryResponse>> {
  const require = createRequire(import.meta.url);
  reader ??= open<CountryResponse>(require.resolve("@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb"));
  return reader;
}

const CDN_HEADERS = ["cf-ipcountry", "x-vercel-ip-country", "cloudfront-viewer-country", "x-country-code"];

/** Country (ISO 3166, two letters) from a CDN's header where a proxy is trusted, else from the bundled database. The address is not kept. */
export async function readLocation(request: { ip: string | undefined; headers: Record<string, string | string[] | undefined>; trustHeaders: boolean }): Promise<Location> {
  if (request.trustHeaders) {
    for (const name of CDN_HEADERS) {
      const value = request.headers[name];
      if (typeof value === "string" && /^[A-Z]{2}$/.test(value) && value !== "XX") return { country: value, region: null, city: null };
    }
  }
  const found = request.ip ? ((await countries()).get(request.ip.replace(/^::ffff:/, "")) as unknown as { country_code?: string; country?: { iso_code?: string } } | null) : null;
  return { country: found?.country_code ?? found?.country?.iso_code ?? null, region: null, city: null };
}
