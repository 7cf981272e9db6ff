import { MAX_DOCUMENT_BYTES } from "./storage.ts";
import { MAX_MESSAGE_BYTES } from "./message-framing.ts";
import type { Command } from "./run-command.ts";

const VERSION = "7.0.0";

const hello: Command = (_command, { now }) => ({
  body: {
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: now,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ok: 1,
  },
});
const fine: Command = () => ({ body: { ok: 1 } });

/** What a client asks the server about itself. No `logicalSessionTimeoutMinutes`: there are no sessions, and drivers then send none. */
export const SERVER_COMMANDS: Record<string, Command> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: fine,
  endSessions: fine,
  killSessions: fine,
  refreshSessions: fine,
  startSession: fine,
  buildInfo: () => ({ body: { version: VERSION, versionArray: [7, 0, 0, 0], gitVersion: "embedded", modules: [], maxBsonObjectSize: MAX_DOCUMENT_BYTES, storageEngines: ["lmdb"], ok: 1 } }),
  buildinfo: (command, context) => (SERVER_COMMANDS["buildInfo"] as Command)(command, context),
  connectionStatus: () => ({ body: { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 } }),
  serverStatus: (_command, { now }) => ({ body: { host: "embedded", version: VERSION, process: "embedded", pid: process.pid, uptime: process.uptime(), localTime: now, storageEngine: { name: "lmdb", supportsCommittedReads: true, persistent: true }, ok: 1 } }),
  getParameter: () => ({ body: { ok: 1 } }),
  hostInfo: () => ({ body: { system: {}, os: {}, extra: {}, ok: 1 } }),
  whatsmyuri: () => ({ body: { you: "embedded", ok: 1 } }),
};
