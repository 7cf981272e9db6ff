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
      serializers: { err: tellError },
      redact: { paths: ["secret", "password", "apiKey", "authorization", "cookie"], censor: "[redacted]" },
    },
    destination,
  );
}

/** Of an error only what it is called and says: the database's hold whole documents, and name the values that met in an index. */
function tellError(error: unknown): object {
  if (!(error instanceof Error)) return { message: "Something that is no error was thrown" };
  const { name, message, stack = "", code, cause } = error as Error & { code?: unknown };
  const plain = (text: string) => text.replaceAll(/dup key: .*/g, "dup key");
  return { type: name, message: plain(message), stack: plain(stack), ...(typeof code === "string" || typeof code === "number" ? { code } : {}), ...(cause instanceof Error ? { cause: tellError(cause) } : {}) };
}
