import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createResetToken, getUserByEmail } from "../../../server/auth/reset-password.ts";
import { createUser } from "../../../server/auth/create-user.ts";
import { LoginSession } from "../../../models/login-session.ts";
import { User } from "../../../models/user.ts";
import type { UserRecord } from "../../../models/user.ts";
import { createHttpClient } from "../../factories/http-client.ts";
import type { HttpClient } from "../../factories/http-client.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

const PASSWORD = "a long password";

describe("accounts", () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  let people = 0;
  async function newUser(): Promise<{ email: string; client: HttpClient }> {
    people += 1;
    const email = `person${people}@example.com`;
    await createUser({ email, password: PASSWORD, now: new Date() });
    return { email, client: createHttpClient(app.url) };
  }

  test("logging in gives a new token each time, ends the browser's old one, and the cookie is for this server alone", async () => {
    const { email, client } = await newUser();
    client.cookies.set("pm_login", "planted-by-a-stranger");
    const answer = await client.send("/trpc/auth.logIn", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email, password: PASSWORD }) });
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^pm_login=[\w-]{43}; Max-Age=2592000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const first = client.cookies.get("pm_login") as string;
    await client.logIn(email, PASSWORD);
    expect(client.cookies.get("pm_login")).not.toBe(first);
    const old = createHttpClient(app.url);
    old.cookies.set("pm_login", first);
    expect((await old.query("account.get")).status).toBe(401);
    expect((await client.query("account.get")).status).toBe(200);
  });

  test("behind TLS the cookie is Secure and bound to the host", async () => {
    const { email } = await newUser();
    const behindTls = await startApp({ trustProxy: 1 }, app);
    const client = createHttpClient(behindTls.url, { "X-Forwarded-Proto": "https" });
    const answer = await client.send("/trpc/auth.logIn", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email, password: PASSWORD }) });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-pm_login=[\w-]{43};.*Path=\/;.*HttpOnly; Secure; SameSite=Lax$/);
    expect((await client.query("account.get")).status).toBe(200);
    // What a neighbouring host could plant, a cookie without the prefix, opens nothing.
    const planted = createHttpClient(behindTls.url, { "X-Forwarded-Proto": "https" });
    planted.cookies.set("pm_login", client.cookies.get("__Host-pm_login") as string);
    expect((await planted.query("account.get")).status).toBe(401);
    await behindTls.stop();
  });

  test("pages of other sites can change nothing", async () => {
    const { email, client } = await newUser();
    await client.logIn(email, PASSWORD);
    const end = (headers: Record<string, string>) => client.send("/trpc/account.endLogins", { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: "{}" });
    const foreign: Record<string, string>[] = [{ Origin: "https://evil.example.org" }, { Origin: "null" }, { "Sec-Fetch-Site": "cross-site" }, { "Sec-Fetch-Site": "same-site" }, { Referer: "https://evil.example.org/" }, { Origin: app.url, "Sec-Fetch-Site": "cross-site" }];
    for (const headers of foreign) {
      expect((await end(headers)).status, JSON.stringify(headers)).toBe(403);
    }
    expect((await client.send("/trpc/account.endLogins?input={}")).status).toBe(405);
    expect((await end({ Origin: app.url, "Sec-Fetch-Site": "same-origin" })).status).toBe(200);
  });

  test("a user sees where they are logged in and ends one login, or all others by a new password", async () => {
    const { email, client } = await newUser();
    const [phone, tablet] = [createHttpClient(app.url), createHttpClient(app.url)];
    for (const browser of [client, phone, tablet]) await browser.logIn(email, PASSWORD);
    const { logins } = (await client.query("account.get")).data as { logins: { loginId: string; browser: string; address: string; current: boolean }[] };
    expect(logins.map(({ browser, address, current }) => [browser, address, current])).toEqual([["Chrome on Linux", "127.0.0.0/24", true], ["Chrome on Linux", "127.0.0.0/24", false], ["Chrome on Linux", "127.0.0.0/24", false]]);
    await client.mutate("account.endLogin", { loginId: logins[1]?.loginId });
    const left = async () => (await Promise.all([phone, tablet].map((one) => one.query("account.get")))).filter(({ status }) => status === 200).length;
    expect(await left()).toBe(1);
    expect((await client.mutate("account.changePassword", { current: "wrong password", next: "another long one" })).error).toMatchObject({ code: "FORBIDDEN", fields: { current: "This is not your present password" } });
    expect((await client.mutate("account.changePassword", { current: PASSWORD, next: "short" })).error).toMatchObject({ fields: { next: "The password must have at least 10 characters" } });
    expect((await client.mutate("account.changePassword", { current: PASSWORD, next: "another long one" })).status).toBe(200);
    expect(await left()).toBe(0);
    expect((await client.query("account.get")).status).toBe(200);
    expect((await createHttpClient(app.url).logIn(email, PASSWORD)).status).toBe(401);
    await client.mutate("account.endLogins", { keepThis: false });
    expect((await client.query("account.get")).status).toBe(401);
  });

  test("one may not end the login of another", async () => {
    const [victim, stranger] = [await newUser(), await newUser()];
    await victim.client.logIn(victim.email, PASSWORD);
    await stranger.client.logIn(stranger.email, PASSWORD);
    const { logins } = (await victim.client.query("account.get")).data as { logins: { loginId: string }[] };
    await stranger.client.mutate("account.endLogin", { loginId: logins[0]?.loginId });
    expect((await victim.client.query("account.get")).status).toBe(200);
  });

  test("guessing is slowed down, for all servers together, without locking out the browser that its owner uses", async () => {
    const { email, client } = await newUser();
    await client.logIn(email, PASSWORD);
    const guesser = createHttpClient(app.url);
    const answers = await Promise.all(Array.from({ length: 14 }, () => guesser.logIn(email, "not the password")));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.find(({ status }) => status === 429)?.error?.message).toMatch(/^Too many attempts: wait (a minute|\d+ minutes), then try again$/);
    expect((await guesser.logIn(email, PASSWORD)).status).toBe(429);
    const other = await startApp({}, app);
    expect((await createHttpClient(other.url).logIn(email, PASSWORD)).status).toBe(429);
    await other.stop();
    expect((await client.logIn(email, PASSWORD)).status).toBe(200);
    expect((await client.logIn("nobody@example.com", PASSWORD)).error?.message).toBe("E-mail or password is wrong");
  });

  test("a second step: a code works once, a recovery code works once, and half a login opens nothing", async () => {
    const { email, client } = await newUser();
    await client.logIn(email, PASSWORD);
    const { secret, qr } = (await client.mutate("account.beginTotp")).data as { secret: string; qr: string };
    expect(qr).toMatch(/^<svg/);
    const stored = await User.findOne({ email }).lean<UserRecord>();
    expect(JSON.stringify(stored)).not.toContain(secret);
    const codeAt = (offset: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + offset });
    expect((await client.mutate("account.confirmTotp", { code: "000000" })).error?.fields["code"]).toMatch(/does not fit/);
    expect((await client.mutate("account.confirmTotp", { code: "éééééé" })).error?.fields["code"], "six characters, more bytes").toMatch(/does not fit/);
    const { recoveryCodes } = (await client.mutate("account.confirmTotp", { code: codeAt(-30_000) })).data as { recoveryCodes: string[] };
    expect(recoveryCodes).toHaveLength(10);
    expect(JSON.stringify(await User.findOne({ email }).lean())).not.toContain(recoveryCodes[0]);

    const phone = createHttpClient(app.url);
    expect((await phone.logIn(email, PASSWORD)).data).toMatchObject({ awaitsCode: true });
    expect((await phone.query("account.get")).status).toBe(401);
    expect((await phone.query("auth.state")).data).toMatchObject({ user: null, awaitsCode: true });
    const half = phone.cookies.get("pm_login");
    const code = codeAt(0);
    expect((await phone.mutate("auth.confirmCode", { code: `${code.slice(0, 3)} ${code.slice(3)}` })).status).toBe(200);
    expect(phone.cookies.get("pm_login")).not.toBe(half);
    expect((await phone.query("account.get")).data).toMatchObject({ totp: { on: true, recoveryCodesLeft: 10 } });

    const tablet = createHttpClient(app.url);
    await tablet.logIn(email, PASSWORD);
    expect((await tablet.mutate("auth.confirmCode", { code })).error).toMatchObject({ code: "UNAUTHORIZED", fields: { code: "This code was used already: wait for the next one" } });
    const twins = await Promise.all([tablet, createHttpClient(app.url)].map(async (one) => (await one.logIn(email, PASSWORD), one)));
    const used = await Promise.all(twins.map((one) => one.mutate("auth.confirmCode", { code: recoveryCodes[0]?.toUpperCase() })));
    expect(used.map(({ status }) => status).sort()).toEqual([200, 401]);

    expect((await phone.mutate("account.disableTotp", { password: "wrong password" })).status).toBe(403);
    expect((await phone.mutate("account.disableTotp", { password: PASSWORD })).status).toBe(200);
    expect((await createHttpClient(app.url).logIn(email, PASSWORD)).data).toMatchObject({ awaitsCode: false });
  });

  test("a link sets a new password once, within a day, and ends every login", async () => {
    const { email, client } = await newUser();
    await client.logIn(email, PASSWORD);
    const link = async (now = new Date()) => createResetToken({ user: await getUserByEmail(email), appSecret: app.services.appSecret, now });
    const fresh = createHttpClient(app.url);
    const outdated = await link(new Date(Date.now() - 25 * 3_600_000));
    expect((await fresh.mutate("auth.resetPassword", { token: outdated, password: "a third long one" })).status).toBe(403);
    const token = await link();
    expect((await fresh.mutate("auth.resetPassword", { token: `${token}x`, password: "a third long one" })).status).toBe(403);
    expect((await fresh.mutate("auth.resetPassword", { token, password: "short" })).error?.fields["password"]).toMatch(/at least 10/);
    const both = await Promise.all([1, 2].map((n) => fresh.mutate("auth.resetPassword", { token, password: `a third long one ${n}` })));
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await fresh.mutate("auth.resetPassword", { token, password: "a fourth long one" })).status).toBe(403);
    expect((await client.query("account.get")).status).toBe(401);
  });

  test("another e-mail address needs the password and must be free", async () => {
    const [one, other] = [await newUser(), await newUser()];
    await one.client.logIn(one.email, PASSWORD);
    expect((await one.client.mutate("account.updateProfile", { name: "Anna", email: "anna@example.com" })).error?.fields["password"]).toMatch(/present password/);
    expect((await one.client.mutate("account.updateProfile", { name: "Anna", email: other.email, password: PASSWORD })).error?.fields["email"]).toMatch(/already a user/);
    expect((await one.client.mutate("account.updateProfile", { name: "Anna", email: "nonsense" })).error?.fields["email"]).toMatch(/not valid/);
    expect((await one.client.mutate("account.updateProfile", { name: "Anna", email: "Anna@Example.com ", password: PASSWORD })).status).toBe(200);
    expect((await one.client.query("account.get")).data).toMatchObject({ name: "Anna", email: "anna@example.com" });
  });

  test("tokens are stored hashed, and what was done to an account is written down with a shortened address", async () => {
    const { email, client } = await newUser();
    await client.logIn(email, PASSWORD);
    expect(JSON.stringify(await LoginSession.find({}).lean())).not.toContain(client.cookies.get("pm_login"));
    await client.mutate("account.changePassword", { current: PASSWORD, next: "another long one" });
    const { history } = (await client.query("account.get")).data as { history: { did: string; address: string }[] };
    expect(history.map(({ did, address }) => [did, address])).toEqual([
      ["changed their password and ended their other logins", "127.0.0.0/24"],
      ["gave the password from Chrome on Linux", "127.0.0.0/24"],
    ]);
  });
});
