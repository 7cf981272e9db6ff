import { checkStoredData } from "../../server/diagnostics/check-stored-data.ts";
import type { StoredDataFinding } from "../../server/diagnostics/check-stored-data.ts";
import type { Command } from "./command.ts";

export const doctor: Command = {
  flags: [],
  required: [],
  database: "untouched",
  run: async (_flags, _config, now) => {
    const checked = await checkStoredData(now);
    return { healthy: !checked.findings.some(({ severity }) => severity === "wrong"), ...checked };
  },
  describe: (answer) => [
    `${String(answer["documents"])} documents in ${String(answer["collections"])} collections: ${answer["healthy"] ? "nothing wrong" : "something is wrong"}`,
    ...(answer["findings"] as StoredDataFinding[]).map(({ severity, message }) => `${severity === "wrong" ? "WRONG" : "note"}  ${message}`),
  ],
  failed: (answer) => answer["healthy"] !== true,
};
