import type { mongo } from "mongoose";
import { nameSessionRevisions } from "./0002-name-session-revisions.ts";
import { sealPersonalData } from "./0003-seal-personal-data.ts";
import { tellReportsOfHistory } from "./0004-tell-reports-of-history.ts";
import { askByWebsiteFirst } from "./0005-ask-by-website-first.ts";

/** One change of stored documents. It may be begun again after a crash, beside servers that still write the older shape: it converges. */
export type Migration = { version: number; name: string; run(database: mongo.Db): Promise<void> };

/** In order, without gaps. Version 1 is the first released shape, which needs no step. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 2, name: "name-session-revisions", run: nameSessionRevisions },
  { version: 3, name: "seal-personal-data", run: sealPersonalData },
  { version: 4, name: "tell-reports-of-history", run: tellReportsOfHistory },
  { version: 5, name: "ask-by-website-first", run: askByWebsiteFirst },
];
