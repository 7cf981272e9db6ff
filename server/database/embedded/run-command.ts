import type { Document } from "bson";
import { CATALOG_COMMANDS } from "./catalog-commands.ts";
import { MongoError } from "./mongo-error.ts";
import { refuseCollation } from "./refuse-collation.ts";
import { READ_COMMANDS } from "./read-commands.ts";
import { SERVER_COMMANDS } from "./server-commands.ts";
import { WRITE_COMMANDS } from "./write-commands.ts";
import type { Batch, Cursors } from "./cursors.ts";
import type { Storage } from "./storage.ts";

export type CommandContext = {
  storage: Storage;
  cursors: Cursors;
  database: string;
  now: Date;
  /** The command's `let`. */
  variables: Document | undefined;
};
export type CommandResult = { body: Document; batch?: { field: string; batch: Batch } };
export type Command = (command: Document, context: CommandContext) => CommandResult | Promise<CommandResult>;

const COMMANDS: Record<string, Command> = { ...SERVER_COMMANDS, ...READ_COMMANDS, ...WRITE_COMMANDS, ...CATALOG_COMMANDS };

/** Runs one command; what it does not have is refused with MongoDB's own error, never answered wrongly. */
export async function runCommand(command: Document, context: Omit<CommandContext, "database" | "variables">): Promise<CommandResult> {
  const name = Object.keys(command)[0] ?? "";
  const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!run) throw new MongoError(59, `no such command: '${name}'`);
  if (command["startTransaction"] !== undefined || command["autocommit"] !== undefined) {
    throw new MongoError(20, "Transaction numbers are only allowed on a replica set member or mongos");
  }
  refuseCollation(command);
  return run(command, { ...context, database: String(command["$db"] ?? "test"), variables: command["let"] as Document | undefined });
}
