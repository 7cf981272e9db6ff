import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";

export type { Logger };

/** The process's logger: JSON lines on stderr, so that stdout stays free for answers of commands. */
export function createLogger(level: string, destination: DestinationStream = pino.destination({ dest: 2, sync: true })): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ["secret", "password", "apiKey", "authorization", "cookie"], censor: "[redacted]" },
    },
    destination,
  );
}
