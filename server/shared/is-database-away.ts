/**
 * True when the database cannot be reached or does not answer in time, so that the same request may well work later.
 * Source: names of the MongoDB driver's errors (`MongoServerSelectionError`, `MongoNetworkTimeoutError` …).
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/^Mongo(ClientClosed|ServerSelection|Network|NotConnected|Topology|PoolCleared|ConnectionPool|WaitQueueTimeout|ServerClosed|OperationTimeout|Runtime|ExpiredSession)/.test(error.name) || error.name === "MongooseServerSelectionError") return true;
  // OutOfDiskSpace: nothing was stored, and it may be once there is room.
  if ((error as { code?: unknown }).code === 14_031) return true;
  // A bulk write wraps what happened to its connection; a stepping-down primary answers with one of these labels.
  const { errorLabels, cause } = error as { errorLabels?: unknown; cause?: unknown };
  if (Array.isArray(errorLabels) && (errorLabels.includes("RetryableWriteError") || errorLabels.includes("ResetPool"))) return true;
  return cause !== undefined && cause !== error && isDatabaseAway(cause);
}

/** What anybody is told then. */
export const DATABASE_AWAY = "The database does not answer. Nothing was lost that was acknowledged; try again in a moment";
