import type { WebsiteRecord } from "../../../models/website.ts";
import { belongsTo } from "../../ingestion/drop-rules.ts";
import { AppError } from "../../shared/app-error.ts";
import { fetchPage } from "./fetch-page.ts";
import { interpretPage } from "./interpret-page.ts";
import type { FetchOptions } from "./fetch-page.ts";
import type { SiteReport } from "./interpret-page.ts";

const USER_AGENT = "PostMetric-SiteCheck/1.0 (looks for its own script on its owner's request)";

/**
 * Fetches a page of the website and says what is wrong with the script on it. `page`: an address or a path; the domain's start page when
 * blank. Throws `bad_request` when it is no address of this website.
 */
export async function checkSite(options: { website: WebsiteRecord; page: string; appUrl: string; fetching: Omit<FetchOptions, "userAgent"> }): Promise<SiteReport> {
  const { website, appUrl } = options;
  const { url, guessed } = readAddress(website, options.page.trim());
  const ownsHost = (hostname: string) => belongsTo(website, hostname);
  const fetching = { ...options.fetching, userAgent: USER_AGENT };
  let page = await fetchPage(url, fetching);
  // Nobody said https: a page that only speaks http is worth a second try.
  if (guessed && page.outcome === "unreachable") {
    const plain = await fetchPage(new URL(url.href.replace(/^https:/, "http:")), fetching);
    if (plain.outcome === "page") page = plain;
  }
  return interpretPage(page, { websiteId: website._id, appUrl, ownsHost });
}

function readAddress(website: WebsiteRecord, page: string): { url: URL; guessed: boolean } {
  const guessed = !/^[a-z][a-z0-9+.-]*:\/\//i.test(page);
  const text = !guessed ? page : page === "" || page.startsWith("/") ? `https://${website.domain}${page || "/"}` : `https://${page}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw new AppError("bad_request", `This is not an address of a page: write it like https://${website.domain}/pricing`);
  if (!belongsTo(website, url.hostname)) throw new AppError("bad_request", `${url.hostname} is not one of this website's hosts (${[website.domain, ...website.hostnames].join(", ")}): name a page of those`);
  return { url, guessed };
}
