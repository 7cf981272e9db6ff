import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import "../../../models/all-models.ts";
import { Lease } from "../../../models/lease.ts";
import { SchemaState } from "../../../models/schema-state.ts";
import { Session } from "../../../models/session.ts";
import { createBackup } from "../../../server/database/backup/create-backup.ts";
import { restoreBackup } from "../../../server/database/backup/restore-backup.ts";
import { connectDatabase } from "../../../server/database/connect-database.ts";
import { copyToMongodb, endCopying } from "../../../server/database/copy-to-mongodb.ts";
import { startEmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";
import { runMigrations } from "../../../server/database/migrations/run-migrations.ts";
import { checkStoredData } from "../../../server/diagnostics/check-stored-data.ts";
import { openText, sealEmail, sealText, setPersonalDataSecret } from "../../../server/shared/personal-data.ts";

const workerUrl = new URL("../../../scripts/engine-worker-from-source.mjs", import.meta.url);
const now = new Date("2026-03-01T12:00:00Z");
const { Binary, Decimal128, Double, Long } = mongoose.mongo.BSON;

describe("stored data", () => {
  let folder: string;
  let database: Awaited<ReturnType<typeof connectDatabase>>;
  const db = () => mongoose.connection.db as mongoose.mongo.Db;
  const things = () => db().collection<{ _id: number; text: string }>("things");

  beforeAll(async () => {
    setPersonalDataSecret("an application secret for tests only, long enough");
    folder = await mkdtemp(join(tmpdir(), "postmetric-stored-"));
    await mkdir(join(folder, "data"));
    database = await connectDatabase({ mongodbUri: undefined, dataDir: join(folder, "data"), workerUrl });
    await things().createIndex({ text: 1 }, { unique: true });
    await things().insertMany(Array.from({ length: 2_000 }, (_, n) => ({ _id: n, text: `text ${n}` })));
  });
  afterAll(async () => {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("a backup made while others write is one moment of all collections, and comes back whole", async () => {
    const pairs = [db().collection<{ _id: number }>("left"), db().collection<{ _id: number }>("right")] as const;
    let [written, stopped] = [0, false];
    const writing = (async () => {
      while (!stopped) {
        await pairs[0].insertOne({ _id: written });
        await pairs[1].insertOne({ _id: written });
        written += 1;
      }
    })();
    const file = join(folder, "backup.postmetric");
    const made = await createBackup({ database: db(), to: file, appSecret: "a secret of at least thirty-two characters", now });
    stopped = true;
    await writing;
    expect(made.bytes).toBeGreaterThan(2_000 * 20);
    await expect(createBackup({ database: db(), to: file, appSecret: "x", now })).rejects.toThrow("is there already");
    expect((await readdir(folder)).sort()).toEqual(["backup.postmetric", "data"]);

    await expect(restoreBackup({ from: file, dataDir: join(folder, "data"), force: true, now })).rejects.toThrow(`in use by another PostMetric (process ${process.pid})`);
    const other = join(folder, "restored");
    expect(await restoreBackup({ from: file, dataDir: other, force: false, now })).toEqual({ createdAt: now.toISOString(), formerDataIn: null });
    expect(await readFile(join(other, "app-secret"), "utf8")).toBe("a secret of at least thirty-two characters");
    const engine = await startEmbeddedEngine({ dataDir: other, workerUrl });
    const client = await new mongoose.mongo.MongoClient(engine.uri).connect();
    expect(await client.db().collection("things").countDocuments({ text: /^text/ })).toBe(2_000);
    const [left, right] = await Promise.all(["left", "right"].map((name) => client.db().collection(name).countDocuments()));
    expect([0, 1]).toContain((left as number) - (right as number));
    expect((await client.db().command({ validate: "things" }))["valid"]).toBe(true);
    await client.db().collection("things").deleteMany({});
    await client.close();
    await engine.stop();

    await expect(restoreBackup({ from: file, dataDir: other, force: false, now })).rejects.toThrow("holds data already");
    const damaged = join(folder, "damaged.postmetric");
    const bytes = await readFile(file);
    for (const [name, change] of [["cut short", bytes.subarray(0, bytes.length - 1_000)], ["changed", Buffer.concat([bytes.subarray(0, 500), Buffer.from([1, 2, 3, 4]), bytes.subarray(504)])], ["no backup", Buffer.from("hello")]] as const) {
      await writeFile(damaged, change);
      await expect(restoreBackup({ from: damaged, dataDir: other, force: true, now }), name).rejects.toThrow("is not a whole backup");
      expect(existsSync(join(other, "database", "data.mdb")), name).toBe(true);
    }
    const { formerDataIn } = await restoreBackup({ from: file, dataDir: other, force: true, now });
    expect(existsSync(join(formerDataIn as string, "database", "data.mdb"))).toBe(true);
  });

  test("the doctor finds a missing index, an unprocessed event and a link that leads nowhere", async () => {
    const findings = async () => (await checkStoredData(now)).findings.map(({ severity, message }) => `${severity}: ${message}`);
    expect(await findings()).toEqual([]);
    await Session.collection.insertOne({ websiteId: "w", sessionId: "s" } as never);
    await Session.collection.dropIndex("websiteId_1_sessionId_1");
    await db().collection("stripe_events").insertOne({ websiteId: "w", eventId: "evt_1", status: "pending", receivedAt: new Date(now.getTime() - 2 * 3_600_000) });
    await db().collection("payments").insertOne({ websiteId: "w", paymentId: "p", link: { sessionId: "gone" } });
    const found = await findings();
    expect(found.find((line) => line.includes("websiteId") && line.includes("is missing"))).toMatch(/^wrong: sessions/);
    expect(found.find((line) => line.includes("evt_1"))).toMatch(/^wrong: .*pending for over an hour/);
    expect(found.find((line) => line.includes("1 payments"))).toMatch(/^note/);
    expect(found).toHaveLength(3);
    for (const name of ["sessions", "stripe_events", "payments"]) await db().collection(name).deleteMany({});
    await Session.createIndexes();
  });

  test("copied into another database it is the same, byte for byte; again it writes only what changed", async () => {
    const target = await startEmbeddedEngine({ dataDir: join(folder, "target"), workerUrl });
    const client = await new mongoose.mongo.MongoClient(target.uri).connect();
    const run = () => copyToMongodb({ source: db(), target: client.db(), now, onProgress: () => undefined });
    await db().collection("types").insertOne({ _id: 1 as never, double: new Double(1), long: Long.fromNumber(5), decimal: Decimal128.fromString("1.10"), bytes: new Binary(Buffer.from([1, 2]), 5), at: now, nested: { list: [null, "x"] } });
    const first = await run();
    expect(first.find(({ name }) => name === "things")).toMatchObject({ documents: 2_000, written: 2_000, indexes: 1 });
    expect((await client.db().collection("things").indexes()).find(({ name }) => name === "text_1")).toMatchObject({ unique: true });
    await things().updateOne({ _id: 7 }, { $set: { text: "changed" } });
    await things().deleteOne({ _id: 8 });
    expect((await run()).find(({ name }) => name === "things")).toMatchObject({ documents: 1_999, written: 1, removed: 1 });
    // Written to while it is copied: all else is copied all the same, and what differs is named.
    let others = 0;
    const onProgress = (line: string) => {
      if (line.startsWith("sessions: ")) others += 1;
    };
    await db().collection("aside").insertMany(Array.from({ length: 10_000 }, (_, n) => ({ _id: n as never })));
    const unsettled = copyToMongodb({ source: db(), target: client.db(), now, onProgress: (line) => (line === "aside: 10000 documents" ? void db().collection("aside").insertOne({ _id: -1 as never }) : onProgress(line)) });
    await expect(unsettled).rejects.toThrow(/aside \(10001 documents here, 10000 there\) differ.*Stop the server/);
    expect(others).toBeGreaterThan(0);
    await db().collection("aside").drop();
    // Once a server is started on the copy, also while it is made, what it has of its own is safe.
    await db().collection("aside").insertMany(Array.from({ length: 10_000 }, (_, n) => ({ _id: n as never })));
    await db().collection("zeal").insertOne({ live: false });
    await client.db().collection("zeal").insertOne({ live: true });
    const overtaken = copyToMongodb({ source: db(), target: client.db(), now, onProgress: (line) => line === "aside: 10000 documents" && void endCopying(client.db()) });
    await expect(overtaken).rejects.toThrow("was started on");
    expect(await client.db().collection("zeal").distinct("live")).toEqual([true]);
    for (const name of ["aside", "zeal"]) await db().collection(name).drop();
    await client.db().collection("things").insertOne({ _id: 9_999 as never, text: "live" });
    await expect(run()).rejects.toThrow("has been used since it was copied to");
    expect(await client.db().collection("things").countDocuments({ text: "live" })).toBe(1);
    await client.db("own").collection("data").insertOne({ mine: true });
    await expect(copyToMongodb({ source: db(), target: client.db("own"), now, onProgress: () => undefined })).rejects.toThrow("holds collections already");
    await client.close();
    await target.stop();
  });

  test("documents of the first released shape are brought to this one, once, by one of several servers", async () => {
    await SchemaState.deleteMany({});
    const lastSeenAt = new Date("2026-01-01T00:00:00Z");
    await db().collection("websites").insertOne({ _id: "w" as never, name: "Shop" });
    await Session.collection.insertOne({ websiteId: "w", sessionId: "old", visitorId: "v", startedAt: lastSeenAt, lastSeenAt } as never);
    await db().collection("payments").insertOne({ websiteId: "w", provider: "stripe", livemode: true, key: "pi_old", paymentId: "pay_old", customerEmail: null, paidAt: lastSeenAt, refunds: [{ refundId: "re_1", amountMinor: 5, at: new Date("2026-01-05T07:30:00Z") }] } as never);
    await db().collection("stripe_events").createIndex({ awaitsPaymentOf: 1 }, { sparse: true });
    const ran = await Promise.all([1, 2, 3].map(() => runMigrations({ database: db(), now: () => new Date() })));
    expect(ran.flat()).toEqual(["name-session-revisions", "seal-personal-data", "tell-reports-of-history", "ask-by-website-first"]);
    expect((await db().collection("stripe_events").indexes()).filter(({ key }) => Object.keys(key as object)[0] === "awaitsPaymentOf")).toEqual([]);
    expect(await db().collection("payments").findOne({ key: "pi_old" })).toMatchObject({ revision: 0, paymentIds: ["pay_old"], emailRank: -1, followersDue: false });
    expect(await db().collection("report_changes").find({ websiteId: "w" }).sort({ day: 1 }).project({ _id: 0, websiteId: 0, changedAt: 0 }).toArray()).toEqual([
      { day: "2026-01-01", visits: { 0: 1 }, payments: { 0: 1 } },
      { day: "2026-01-05", payments: { 7: 1 } },
      { day: "all", changes: 1 },
    ]);
    for (const name of ["payments", "report_changes"]) await db().collection(name).deleteMany({ websiteId: "w" });
    expect(await Session.collection.findOne({ sessionId: "old" })).toMatchObject({ ordinal: 0, revision: "", exitAt: lastSeenAt });
    expect(await SchemaState.findById("schema").lean()).toMatchObject({ schemaVersion: 5 });
    await expect(runMigrations({ database: db(), now: () => new Date(), migrations: [] })).rejects.toThrow("written by a newer PostMetric");
    expect(await Lease.findById("schema").lean(), "given back").toBeNull();
  });

  test("addresses and payloads of the first released shape are sealed, also beside a server that seals already, and read as before", async () => {
    const [early, middle, late] = ["2026-01-01", "2026-01-02", "2026-01-03"].map((day) => new Date(day));
    const email = "buyer@example.com";
    const tie = { websiteId: "w", kind: "email", visitorId: "v", name: "Buyer" };
    const insert = (collection: string, documents: object[]) => db().collection(collection).insertMany(documents);
    await insert("identities", [{ ...tie, value: email, firstAt: early, lastAt: middle }, { ...tie, value: sealEmail(email), name: null, firstAt: middle, lastAt: late }, { ...tie, kind: "user", value: "u1", firstAt: early, lastAt: early }]);
    await insert("identities", Array.from({ length: 1_100 }, (_, n) => ({ ...tie, value: `buyer${n}@example.com`, firstAt: early, lastAt: late })));
    await insert("payments", [{ websiteId: "w", key: "p1", provider: "stripe", livemode: true, paymentId: "p1", customerEmail: email }, { websiteId: "w", key: "p2", provider: "stripe", livemode: true, paymentId: "p2", customerEmail: null }]);
    await insert("payment_facts", [{ websiteId: "w", factId: "f1", email: { rank: 2, value: email } }, { websiteId: "w", factId: "f2", email: null }]);
    await insert("stripe_events", [{ websiteId: "w", eventId: "e1", payload: `{"email":"${email}"}` }, { websiteId: "w", eventId: "e2", payload: sealText("{}") }]);
    await SchemaState.updateOne({ _id: "schema" }, { $set: { schemaVersion: 2 } });
    expect(await runMigrations({ database: db(), now: () => new Date() })).toEqual(["seal-personal-data", "tell-reports-of-history", "ask-by-website-first"]);
    const all = JSON.stringify(await Promise.all(["identities", "payments", "payment_facts", "stripe_events"].map((name) => db().collection(name).find({ websiteId: "w" }).toArray())));
    expect(all).not.toContain("@example.com");
    expect(await db().collection("identities").find({ websiteId: "w", value: sealEmail(email) }).toArray()).toMatchObject([{ kind: "email", visitorId: "v", firstAt: early, lastAt: late }]);
    expect(await db().collection("identities").countDocuments({ websiteId: "w" })).toBe(1_102);
    expect(await db().collection("identities").findOne({ websiteId: "w", kind: "user" })).toMatchObject({ value: "u1" });
    expect(await db().collection("payments").findOne({ customerEmail: sealEmail(email) })).toMatchObject({ key: "p1" });
    expect(await db().collection("payment_facts").findOne({ "email.value": sealEmail(email) })).toMatchObject({ factId: "f1", email: { rank: 2 } });
    expect(openText(String((await db().collection("stripe_events").findOne({ eventId: "e1" }))?.["payload"]))).toBe(`{"email":"${email}"}`);
    for (const name of ["identities", "payments", "payment_facts", "stripe_events"]) await db().collection(name).deleteMany({ websiteId: "w" });
  });

  test("a step that fails is begun again, and later ones wait for it", async () => {
    await SchemaState.updateOne({ _id: "schema" }, { $set: { schemaVersion: 5 } });
    const order: string[] = [];
    let fails = true;
    const migrations = [
      { version: 6, name: "three", run: async () => { order.push("three"); if (fails) throw new Error("the disk is full"); } },
      { version: 7, name: "four", run: async () => void order.push("four") },
    ];
    await expect(runMigrations({ database: db(), now: () => new Date(), migrations })).rejects.toThrow("the disk is full");
    fails = false;
    expect(await runMigrations({ database: db(), now: () => new Date(), migrations })).toEqual(["three", "four"]);
    expect(order).toEqual(["three", "three", "four"]);
    await SchemaState.updateOne({ _id: "schema" }, { $set: { schemaVersion: 5 } });
  });
});
