import { Invitation } from "../../models/invitation.ts";
import type { InvitationRecord } from "../../models/invitation.ts";
import { Membership } from "../../models/membership.ts";
import type { Role } from "../../models/membership.ts";
import { Team } from "../../models/team.ts";
import type { TeamRecord } from "../../models/team.ts";
import type { UserRecord } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { hashToken, newId, newToken } from "../shared/ids.ts";
import { parseEmail } from "./update-profile.ts";

const DAYS = 7;
const MAX_OPEN = 100;

/** Makes an invitation; its token is told this once. Throws `bad_request` for a bad e-mail, `conflict` when too many are open. */
export async function createInvitation(options: { teamId: string; role: Role; email: string | null; invitedBy: string; now: Date }): Promise<{ token: string }> {
  const { teamId, role, invitedBy, now } = options;
  const email = options.email?.trim() ? parseEmail(options.email) : null;
  if ((await listInvitations(teamId, now)).length >= MAX_OPEN) throw new AppError("conflict", `A team can have ${MAX_OPEN} open invitations: take back one that is not needed`);
  const token = newToken();
  await Invitation.create({ _id: newId("inv"), tokenHash: hashToken(token), teamId, role, email, invitedBy, createdAt: now, expiresAt: new Date(now.getTime() + DAYS * 24 * 3_600_000) });
  return { token };
}

/** A team's open invitations, never their tokens. */
export async function listInvitations(teamId: string, now: Date) {
  const found = await Invitation.find({ teamId, usedBy: null, expiresAt: { $gt: now } }).lean<InvitationRecord[]>();
  return found
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    .map(({ _id, role, email, invitedBy, createdAt, expiresAt }) => ({ invitationId: _id, role, email, invitedBy, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() }));
}

/** Takes an invitation back; one that is gone already is no mistake. */
export async function revokeInvitation(options: { teamId: string; invitationId: string }): Promise<void> {
  await Invitation.deleteOne({ _id: options.invitationId, teamId: options.teamId });
}

/** What the link offers. Throws `not_found` when it is outdated, used, taken back or made up. */
export async function getInvitation(token: string, now: Date): Promise<{ invitation: InvitationRecord; team: TeamRecord }> {
  const invitation = await Invitation.findOne({ tokenHash: hashToken(token), expiresAt: { $gt: now }, usedBy: null }).lean<InvitationRecord>();
  const team = invitation && (await Team.findOne({ _id: invitation.teamId }).lean<TeamRecord>());
  if (!team) throw new AppError("not_found", "This invitation is outdated, was used or was taken back: ask for a new link");
  return { invitation, team };
}

/**
 * Makes a user a member by an invitation. The invitation is claimed first, by one conditional write, so that two people with the same link cannot
 * both join; whoever claimed it may finish after a crash. Throws `not_found`, `forbidden` when it is for someone else, `conflict` for a member.
 */
export async function acceptInvitation(options: { token: string; user: Pick<UserRecord, "_id" | "email">; now: Date }): Promise<{ teamId: string; role: Role }> {
  const { user, now } = options;
  const claim = { tokenHash: hashToken(options.token), expiresAt: { $gt: now }, usedBy: { $in: [null, user._id] } };
  const invitation = await Invitation.findOne(claim).lean<InvitationRecord>();
  if (!invitation) throw new AppError("not_found", "This invitation is outdated, was used or was taken back: ask for a new link");
  if (invitation.email && invitation.email !== user.email) throw new AppError("forbidden", `This invitation is for ${invitation.email}; you are logged in as ${user.email}`, "email");
  const { teamId, role } = invitation;
  if (await Membership.findOne({ userId: user._id, teamId }).lean()) throw new AppError("conflict", "You belong to this team already");
  const { matchedCount } = await Invitation.updateOne(claim, { $set: { usedBy: user._id } });
  if (matchedCount === 0) throw new AppError("not_found", "Someone else used this invitation a moment ago: ask for a new link");
  await Membership.updateOne({ userId: user._id, teamId }, { $setOnInsert: { role, createdAt: now } }, { upsert: true });
  return { teamId, role };
}
