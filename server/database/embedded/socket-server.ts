import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { createCursors } from "./cursors.ts";
import { MongoError } from "./mongo-error.ts";
import { createMessageReader, encodeReply, parseMessage } from "./message-framing.ts";
import { runCommand } from "./run-command.ts";
import type { Storage } from "./storage.ts";

/** Speaks MongoDB's wire protocol over connections to the storage. Call `listen` on the result. */
export function createSocketServer(storage: Storage): { server: Server; closeConnections(): void } {
  const connections = new Set<Socket>();
  const cursors = createCursors();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
    socket.on("error", () => socket.destroy());
    const read = createMessageReader((message) => void answer(message));
    socket.on("data", (chunk: Buffer) => {
      try {
        read(chunk);
      } catch {
        socket.destroy();
      }
    });

    async function answer(message: Buffer): Promise<void> {
      let request;
      try {
        request = parseMessage(message);
      } catch {
        return void socket.destroy();
      }
      try {
        const { body, batch } = await runCommand(request.command, { storage, cursors, now: new Date() });
        if (!request.silent && socket.writable) socket.write(encodeReply(request, body, batch));
      } catch (error) {
        const known = error instanceof MongoError ? error : new MongoError(8, error instanceof Error ? error.message : String(error));
        if (!request.silent && socket.writable) socket.write(encodeReply(request, { ok: 0, errmsg: known.message, code: known.code, codeName: known.codeName, ...known.extra }));
      }
    }
  });
  return {
    server,
    closeConnections: () => {
      for (const socket of connections) socket.destroy();
    },
  };
}
