import mongoose from "mongoose";

/** owner: all; admin: all but the team itself; support: reads, and webhook logs; viewer: reads reports. */
export type Role = "owner" | "admin" | "support" | "viewer";

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
