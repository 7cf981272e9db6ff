import { Website } from "../../models/website.ts";
import { newId } from "../shared/ids.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import type { WebsiteInput } from "./parse-website-input.ts";

/** Makes a website of a team. The input is already parsed (`websiteInput`). */
export async function createWebsite(options: { teamId: string; input: WebsiteInput; now: Date }): Promise<WebsiteRecord> {
  const { name, domain, timezone, currency } = options.input;
  const created = await Website.create({ _id: newId("web"), teamId: options.teamId, name, domain, timezone, currency, createdAt: options.now });
  return created.toObject() as WebsiteRecord;
}
