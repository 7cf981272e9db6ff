import { listCosts } from "../costs/list-costs.ts";
import { costsTable } from "./report-tables.ts";
import { writeCsv } from "./write-csv.ts";
import type { Cell } from "./write-csv.ts";

/** Every cost, newest first, in the columns that an upload takes. */
export function exportCosts(websiteId: string): AsyncGenerator<string> {
  return writeCsv(["from", "to", "channel", "source", "medium", "campaign", "cost", "currency"], readPages(websiteId));
}

async function* readPages(websiteId: string): AsyncGenerator<Cell[][]> {
  let cursor: string | undefined;
  do {
    const page = await listCosts({ websiteId, limit: 500, cursor });
    yield costsTable(page.costs);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}
