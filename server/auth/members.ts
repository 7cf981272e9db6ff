import { Membership } from "../../models/membership.ts";
import type { MembershipRecord, Role } from "../../models/membership.ts";
import { User } from "../../models/user.ts";
import type { UserRecord } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { withLease } from "../leases/with-lease.ts";

const LEASE_MS = 15_000;
const TRIES = 50;
const PAUSE_MS = 40;

/** The people of a team, owners first, then by name. */
export async function listMembers(teamId: string) {
  const memberships = await Membership.find({ teamId }).lean<MembershipRecord[]>();
  const users = await User.find({ _id: { $in: memberships.map(({ userId }) => userId) } }).select({ name: 1, email: 1 }).lean<UserRecord[]>();
  const known = new Map(users.map((user) => [user._id, user]));
  return memberships
    .map(({ userId, role, createdAt }) => ({ userId, role, name: known.get(userId)?.name ?? "", email: known.get(userId)?.email ?? "", since: createdAt.toISOString() }))
    .sort((a, b) => Number(b.role === "owner") - Number(a.role === "owner") || a.name.localeCompare(b.name));
}

/** Gives a member another role. Throws `not_found`, and `conflict` for the last owner. Answers with the member's e-mail, for the log. */
export async function changeRole(options: { teamId: string; userId: string; role: Role; now: Date }): Promise<{ email: string }> {
  const { teamId, userId, role } = options;
  return alone(options, async () => {
    const membership = await getMembership(teamId, userId);
    if (membership.role === "owner" && role !== "owner") await demandAnotherOwner(teamId, userId, "Make someone else an owner first: a team needs one");
    await Membership.updateOne({ userId, teamId }, { $set: { role } });
    return { email: await emailOf(userId) };
  });
}

/** Takes someone out of a team; what they did stays. Throws `not_found`, and `conflict` for the last owner. */
export async function removeMember(options: { teamId: string; userId: string; now: Date }): Promise<{ email: string }> {
  const { teamId, userId } = options;
  return alone(options, async () => {
    const membership = await getMembership(teamId, userId);
    if (membership.role === "owner") await demandAnotherOwner(teamId, userId, "The last owner cannot leave the team: make someone else an owner first");
    await Membership.deleteOne({ userId, teamId });
    return { email: await emailOf(userId) };
  });
}

/** One change of a team's members at a time: two owners who demote each other at once must not both succeed. */
async function alone<Result>({ teamId, now }: { teamId: string; now: Date }, work: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const done = await withLease({ name: `members:${teamId}`, forMs: LEASE_MS, now }, work);
    if (done) return done.result;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new AppError("conflict", "Someone else is changing this team's members: try again in a moment");
}

async function getMembership(teamId: string, userId: string): Promise<MembershipRecord> {
  const membership = await Membership.findOne({ userId, teamId }).lean<MembershipRecord>();
  if (!membership) throw new AppError("not_found", "This user does not belong to the team");
  return membership;
}

async function demandAnotherOwner(teamId: string, userId: string, message: string): Promise<void> {
  const other = await Membership.findOne({ teamId, role: "owner", userId: { $ne: userId } }).lean();
  if (!other) throw new AppError("conflict", message);
}

async function emailOf(userId: string): Promise<string> {
  return (await User.findOne({ _id: userId }).select({ email: 1 }).lean<UserRecord>())?.email ?? userId;
}
