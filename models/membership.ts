import mongoose from "mongoose";

/** What each may do stands in `server/auth/permissions.ts`. */
export type Role = "owner" | "admin" | "analyst" | "support";

/** A user's place in a team. */
export type MembershipRecord = { teamId: string; userId: string; role: Role; createdAt: Date };

const schema = new mongoose.Schema<MembershipRecord>(
  {
    teamId: { type: String, required: true },
    userId: { type: String, required: true },
    role: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ userId: 1, teamId: 1 }, { unique: true });
schema.index({ teamId: 1 });

export const Membership = mongoose.model<MembershipRecord>("Membership", schema, "memberships");
