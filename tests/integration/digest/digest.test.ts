import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DigestSending } from "../../../models/digest-sending.ts";
import { Membership } from "../../../models/membership.ts";
import { createMailer } from "../../../server/digest/mailer.ts";
import { sendDueDigests } from "../../../server/digest/send-due-digests.ts";
import { logInAs } from "../../factories/log-in.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

let app: TestApp;
let server: SMTPServer;
let refuse = false;
const mails: { to: string; source: string }[] = [];

beforeAll(async () => {
  app = await startApp();
  app.services.trpc.mailConfigured = true;
  server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    onRcptTo: (_address, _session, done) => done(refuse ? new Error("the mailbox is full") : null),
    onData: (stream, session, done) => {
      let source = "";
      stream.on("data", (chunk: Buffer) => (source += chunk.toString()));
      stream.on("end", () => {
        mails.push({ to: session.envelope.rcptTo[0]?.address ?? "", source });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
  await app.stop();
});

test("Monday's e-mail goes once to who asked for it, through any number of servers, and again only after a refusal", async () => {
  const { websiteId } = await app.createShop();
  const owner = await logInAs(app, "owner");
  const analyst = await logInAs(app, "analyst");
  await logInAs(app, "admin");
  await app.post("/api/track", { websiteId, visitorId: "visitor-1", sessionId: "session-1", type: "pageview", url: "https://shop.example.com/?utm_source=x&utm_campaign=%3Cb%3Ebold%3C%2Fb%3E" });
  for (const { trpc } of [owner, analyst]) await trpc.digest.set.mutate({ websiteId, subscribed: true });
  expect(await owner.trpc.digest.state.query({ websiteId })).toEqual({ available: true, subscribed: true, email: "owner@example.com" });

  const port = (server.server.address() as AddressInfo).port;
  const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: "PostMetric <reports@example.com>" });
  const deps = { mailer, appUrl: "http://127.0.0.1", appSecret: app.services.appSecret, logger: app.services.logger };
  // The shop's zone is UTC. The week told is this one: Monday comes after it.
  const monday = new Date();
  monday.setUTCDate(monday.getUTCDate() + ((8 - monday.getUTCDay()) % 7 || 7));
  const at = (hour: number, minute = 0) => new Date(monday.setUTCHours(hour, minute, 0, 0));
  expect(await sendDueDigests(deps, at(6, 59))).toBe(0);
  refuse = true;
  expect(await sendDueDigests(deps, at(7))).toBe(0);
  refuse = false;
  expect(await sendDueDigests(deps, at(7, 5))).toBe(0);
  const counts = await Promise.all([1, 2, 3].map(() => sendDueDigests(deps, at(7, 30))));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(await sendDueDigests(deps, at(20))).toBe(0);
  expect(mails.map(({ to }) => to).sort()).toEqual(["analyst@example.com", "owner@example.com"]);
  expect(await DigestSending.countDocuments({ websiteId, sent: true, attempts: 2 })).toBe(2);

  const source = mails.find(({ to }) => to === "owner@example.com")?.source.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) ?? "";
  expect(source).toMatch(/Subject: Shop: \$0\.00 last week/);
  expect(source).toContain("Visitors: 1");
  expect(source).toContain("<b>bold</b>: $0.00 from 1 visitors");
  expect(source.split("text/html")[1]).toContain("&#60;b&#62;bold");
  expect(source.split("text/html")[1]).not.toContain("<b>bold");
  const link = new URL(/List-Unsubscribe:\s*<(\S+)>/.exec(mails.find(({ to }) => to === "owner@example.com")?.source ?? "")?.[1] ?? "");
  const { website, user, token } = Object.fromEntries(link.searchParams) as { website: string; user: string; token: string };
  const unsubscribe = (given: string) => app.post("/trpc/digest.unsubscribe", { websiteId: website, userId: user, token: given });
  expect((await unsubscribe(`${token}x`)).status).toBe(403);
  expect((await unsubscribe(token)).status).toBe(200);
  expect(await owner.trpc.digest.state.query({ websiteId })).toMatchObject({ subscribed: false });

  await Membership.deleteOne({ teamId: "team_test", userId: analyst.userId });
  monday.setUTCDate(monday.getUTCDate() + 7);
  expect(await sendDueDigests(deps, at(8))).toBe(0);
  mailer.close();
});
