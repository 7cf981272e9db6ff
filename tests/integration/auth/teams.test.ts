import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Invitation } from "../../../models/invitation.ts";
import { User } from "../../../models/user.ts";
import { createUser } from "../../../server/auth/create-user.ts";
import { createHttpClient } from "../../factories/http-client.ts";
import type { HttpClient } from "../../factories/http-client.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

const PASSWORD = "a long password";
type Team = { members: { userId: string; email: string; role: string }[]; invitations: { invitationId: string }[] };

describe("teams", () => {
  let app: TestApp;
  let people = 0;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  async function newPerson(): Promise<HttpClient & { email: string; userId: string }> {
    people += 1;
    const email = `member${people}@example.com`;
    const user = await createUser({ email, password: PASSWORD, now: new Date() });
    const client = createHttpClient(app.url);
    await client.logIn(email, PASSWORD);
    return { ...client, email, userId: user._id };
  }

  async function newTeam(owner: HttpClient, name = "Shops"): Promise<string> {
    return ((await owner.mutate("teams.create", { name })).data as { teamId: string }).teamId;
  }

  async function invite(owner: HttpClient, teamId: string, role: string, email?: string): Promise<string> {
    const { link } = (await owner.mutate("teams.invite", { teamId, role, email })).data as { link: string };
    return /\/invitation\/([\w-]{43})$/.exec(link)?.[1] ?? "";
  }

  const teamOf = async (client: HttpClient, teamId: string) => (await client.query("teams.get", { teamId })).data as Team;

  test("a link makes one person a member, once, and its token is stored hashed", async () => {
    const [owner, one, other] = [await newPerson(), await newPerson(), await newPerson()];
    const teamId = await newTeam(owner);
    const token = await invite(owner, teamId, "analyst");
    expect(JSON.stringify(await Invitation.find({ teamId }).lean())).not.toContain(token);
    expect((await createHttpClient(app.url).query("invitations.get", { token })).data).toMatchObject({ teamName: "Shops", role: "analyst", email: null });
    const joined = await Promise.all([one, other].map((person) => person.mutate("invitations.accept", { token })));
    expect(joined.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await teamOf(owner, teamId)).members).toHaveLength(2);
    expect((await other.mutate("invitations.accept", { token })).error?.message).toMatch(/outdated, was used or was taken back/);
    expect((await owner.mutate("invitations.accept", { token: await invite(owner, teamId, "admin") })).error?.message).toMatch(/belong to this team already/);
  });

  test("someone new makes an account by the link and lands in the team alone", async () => {
    const owner = await newPerson();
    const teamId = await newTeam(owner);
    const token = await invite(owner, teamId, "support", "New@Example.com");
    const fresh = createHttpClient(app.url);
    const join = (email: string, password: string) => fresh.mutate("invitations.acceptAsNew", { token, name: "New", email, password });
    expect((await join("other@example.com", PASSWORD)).error?.fields["email"]).toMatch(/is for new@example.com/);
    expect((await join("new@example.com", "short")).error?.fields["password"]).toMatch(/at least 10/);
    expect((await join("new@example.com", PASSWORD)).status).toBe(200);
    expect((await fresh.query("teams.list")).data).toMatchObject([{ teamId, role: "support" }]);
    expect((await createHttpClient(app.url).mutate("invitations.acceptAsNew", { token, name: "Late", email: "late@example.com", password: PASSWORD })).status).toBe(404);
    expect(await User.countDocuments({ email: "late@example.com" })).toBe(0);
  });

  test("an invitation can be taken back, and ends after 7 days", async () => {
    const [owner, guest] = [await newPerson(), await newPerson()];
    const teamId = await newTeam(owner);
    const taken = await invite(owner, teamId, "admin");
    await owner.mutate("teams.revokeInvitation", { teamId, invitationId: (await teamOf(owner, teamId)).invitations[0]?.invitationId });
    expect((await guest.mutate("invitations.accept", { token: taken })).status).toBe(404);
    const old = await invite(owner, teamId, "admin");
    await Invitation.updateOne({ teamId }, { $set: { expiresAt: new Date(Date.now() - 1_000) } });
    expect((await guest.mutate("invitations.accept", { token: old })).status).toBe(404);
    const forOther = await invite(owner, teamId, "admin", "someone@example.com");
    expect((await guest.mutate("invitations.accept", { token: forOther })).error?.message).toMatch(/is for someone@example.com; you are logged in as/);
  });

  test("a team always keeps an owner, even when two demote each other at the same moment", async () => {
    const [one, two] = [await newPerson(), await newPerson()];
    const teamId = await newTeam(one);
    expect((await one.mutate("teams.leave", { teamId })).error).toMatchObject({ code: "CONFLICT", message: expect.stringMatching(/last owner cannot leave/) as string });
    expect((await one.mutate("teams.changeRole", { teamId, userId: one.userId, role: "admin" })).error?.code).toBe("CONFLICT");
    await two.mutate("invitations.accept", { token: await invite(one, teamId, "owner") });
    const answers = await Promise.all([one.mutate("teams.changeRole", { teamId, userId: two.userId, role: "analyst" }), two.mutate("teams.removeMember", { teamId, userId: one.userId }), one.mutate("teams.leave", { teamId })]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const members = [await teamOf(one, teamId), await teamOf(two, teamId)].find(Boolean)?.members ?? [];
    expect(members.filter(({ role }) => role === "owner")).toHaveLength(1);
  });

  test("who is taken out of a team sees nothing of it at once, and a new role holds at once", async () => {
    const [owner, member] = [await newPerson(), await newPerson()];
    const teamId = await newTeam(owner);
    await member.mutate("invitations.accept", { token: await invite(owner, teamId, "admin") });
    const { websiteId } = (await owner.mutate("websites.create", { name: "Shop", domain: "a.example.com", teamId })).data as { websiteId: string };
    expect((await member.query("apiKeys.list", { websiteId })).status).toBe(200);
    await owner.mutate("teams.changeRole", { teamId, userId: member.userId, role: "support" });
    expect((await member.query("apiKeys.list", { websiteId })).status).toBe(403);
    await owner.mutate("teams.removeMember", { teamId, userId: member.userId });
    expect((await member.query("websites.get", { websiteId })).status).toBe(404);
    expect((await member.query("teams.get", { teamId })).status).toBe(404);
  });

  test("the team's log says who did what from which network, newest first, page by page", async () => {
    const [owner, admin] = [await newPerson(), await newPerson()];
    const teamId = await newTeam(owner, "Logged");
    await admin.mutate("invitations.accept", { token: await invite(owner, teamId, "admin", admin.email) });
    const { websiteId } = (await admin.mutate("websites.create", { name: "Shop", domain: "b.example.com", teamId })).data as { websiteId: string };
    const { keyId } = (await admin.mutate("apiKeys.create", { websiteId, name: "Shop server" })).data as { keyId: string };
    await admin.mutate("apiKeys.revoke", { websiteId, keyId });
    await admin.mutate("websites.addStripeSecret", { websiteId, secret: "whsec_0123456789abcdef" });
    await admin.mutate("teams.rename", { teamId, name: "Not allowed" });
    type Log = { entries: { who: string; did: string; address: string; aboutWebsite: string | null }[]; next: string | null };
    const log = (await owner.query("teams.auditLog", { teamId })).data as Log;
    expect(log.entries.map(({ who, did }) => [who, did])).toEqual([
      [admin.email, "added a Stripe signing secret"],
      [admin.email, `revoked an API key (${keyId})`],
      [admin.email, "made the API key “Shop server”"],
      [admin.email, "made the website “Shop”"],
      [admin.email, "joined the team as admin"],
      [owner.email, `invited ${admin.email} as admin`],
      [owner.email, "made the team “Logged”"],
    ]);
    expect(new Set(log.entries.map(({ address }) => address))).toEqual(new Set(["127.0.0.0/24"]));
    expect(log.entries[0]?.aboutWebsite).toBe(websiteId);
    const first = (await owner.query("teams.auditLog", { teamId, limit: 5 })).data as Log;
    const rest = (await owner.query("teams.auditLog", { teamId, limit: 5, before: first.next })).data as Log;
    expect([...first.entries, ...rest.entries]).toEqual(log.entries);
    expect(rest.next).toBeNull();
  });
});
