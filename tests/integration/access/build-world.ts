import { Membership } from "../../../models/membership.ts";
import type { Role } from "../../../models/membership.ts";
import { Team } from "../../../models/team.ts";
import { User } from "../../../models/user.ts";
import type { UserRecord } from "../../../models/user.ts";
import { Website } from "../../../models/website.ts";
import { newId } from "../../../server/shared/ids.ts";

export type Actor = Role | "outsider" | "stranger";
export const ACTORS: readonly Actor[] = ["owner", "admin", "analyst", "support", "outsider", "stranger"];

/** A team with its website and one person of each role; an outsider owns another team, a stranger has not logged in. */
export type World = {
  teamId: string;
  otherTeamId: string;
  websiteId: string;
  adminId: string;
  /** The address of the one who asks; a stranger's is nobody's. */
  email: string;
  visitorId: string;
  paymentId: string;
  deliveryId: string;
  people: Record<Actor, UserRecord | null>;
};

export async function buildWorld(passwordHash: string): Promise<World> {
  const now = new Date();
  const [teamId, otherTeamId, foreignTeamId, websiteId] = [newId("team"), newId("team"), newId("team"), newId("web")];
  const users = ACTORS.filter((actor) => actor !== "stranger").map((actor) => ({ actor, user: { _id: newId("usr"), email: `${actor}.${newId("usr")}@team.example.com`, name: actor, passwordHash, createdAt: now } }));
  const idOf = (wanted: Actor) => users.find(({ actor }) => actor === wanted)?.user._id ?? "";
  const memberships = users.map(({ actor, user }) => ({ userId: user._id, teamId: actor === "outsider" ? foreignTeamId : teamId, role: actor === "outsider" ? "owner" : actor, createdAt: now }));
  await Promise.all([
    User.insertMany(users.map(({ user }) => user)),
    Team.insertMany([teamId, otherTeamId, foreignTeamId].map((_id) => ({ _id, name: "Team", createdAt: now }))),
    Membership.insertMany([...memberships, { userId: idOf("owner"), teamId: otherTeamId, role: "owner", createdAt: now }]),
    Website.create({ _id: websiteId, teamId, name: "Shop", domain: "shop.example.com", timezone: "UTC", currency: "USD", createdAt: now }),
  ]);
  const people = { ...Object.fromEntries(users.map(({ actor, user }) => [actor, user])), stranger: null } as World["people"];
  return { teamId, otherTeamId, websiteId, adminId: idOf("admin"), email: "", visitorId: "visitor-none", paymentId: "pay_none", deliveryId: "0123456789abcdef01234567", people };
}
