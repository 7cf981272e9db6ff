import type { Document } from "bson";
import { AGGREGATE_COMMANDS } from "./aggregate-command.ts";
import { CATALOG_COMMANDS } from "./catalog-commands.ts";
import { INSPECT_COMMANDS } from "./inspect-commands.ts";
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
};
export type CommandResult = { body: Document; batch?: { field: string; batch: Batch } };
export type Command = (command: Document, context: CommandContext) => CommandResult | Promise<CommandResult>;

const COMMANDS: Record<string, Command> = { ...SERVER_COMMANDS, ...READ_COMMANDS, ...AGGREGATE_COMMANDS, ...WRITE_COMMANDS, ...CATALOG_COMMANDS, ...INSPECT_COMMANDS };

/** Commands that are given the name of a collection. */
const NAMED = new Set(["insert", "update", "delete", "find", "findAndModify", "findandmodify", "aggregate", "count", "distinct", "create", "createIndexes", "dropIndexes"]);

function isCollectionName(name: string): boolean {
  return name !== "" && !name.includes("\0") && !name.startsWith(".") && !(name.includes("$") && name !== "$cmd.aggregate");
}

/** Runs one command; what it does not have is refused with MongoDB's own error, never answered wrongly. */
export async function runCommand(command: Document, context: Omit<CommandContext, "database">): Promise<CommandResult> {
  const name = Object.keys(command)[0] ?? "";
  const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!run) throw new MongoError(59, `no such command: '${name}'`);
  if (command["startTransaction"] !== undefined || command["autocommit"] !== undefined) {
    throw new MongoError(20, "Transaction numbers are only allowed on a replica set member or mongos");
  }
  if (NAMED.has(name) && typeof command[name] === "string" && !isCollectionName(command[name])) throw new MongoError(73, `Invalid namespace specified '${String(command["$db"])}.${command[name]}'`);
  refuseCollation(command);
  return run(command, { ...context, database: String(command["$db"] ?? "test") });
}
