import type { mongo } from "mongoose";
import { SchemaState } from "../../../models/schema-state.ts";
import { withLease } from "../../leases/with-lease.ts";
import { MIGRATIONS } from "./steps.ts";
import type { Migration } from "./steps.ts";

const LEASE_MS = 30_000;
const ASK_AGAIN_MS = 500;

/**
 * Brings stored documents to the newest shape, each step once, in order; of several servers that start at once one does it and the others wait.
 * A new database begins at the newest version. Throws when the data was written by a newer PostMetric. Returns the names of the steps done.
 */
export async function runMigrations(options: { database: mongo.Db; now: () => Date; migrations?: readonly Migration[]; onStep?: (name: string) => void }): Promise<string[]> {
  const { database, now, migrations = MIGRATIONS } = options;
  const newest = migrations.at(-1)?.version ?? 1;
  for (;;) {
    const version = await readVersion(database);
    if (version !== null && version > newest) {
      throw new Error(`The database was written by a newer PostMetric (its documents have version ${version}, this one knows ${newest}). Start that one, or restore a backup made before it`);
    }
    if (version === newest) return [];
    const led = await withLease({ name: "schema", forMs: LEASE_MS, now: now() }, () => bringUp(version));
    if (led) return led.result;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }

  async function bringUp(version: number | null): Promise<string[]> {
    const done: string[] = [];
    // Without documents there is nothing to change.
    for (const step of version === null ? [] : migrations.filter((migration) => migration.version > version)) {
      options.onStep?.(step.name);
      await step.run(database);
      await remember(step.version);
      done.push(step.name);
    }
    if (version === null) await remember(newest);
    return done;
  }

  async function remember(schemaVersion: number): Promise<void> {
    await SchemaState.updateOne({ _id: "schema" }, { $set: { schemaVersion, changedAt: now() } }, { upsert: true });
  }
}

/** The version of the stored documents; 1 when there are some from before versions were kept, null in a new database. */
async function readVersion(database: mongo.Db): Promise<number | null> {
  const state = await SchemaState.findById("schema").lean();
  if (state) return state.schemaVersion;
  const [user, website] = await Promise.all(["users", "websites"].map((name) => database.collection(name).findOne({}, { projection: { _id: 1 } })));
  return user || website ? 1 : null;
}
