import mongoose from "mongoose";
import type { Role } from "./membership.ts";

/** A link that makes whoever opens it a member of a team, once; it holds a token, this only its hash. Goes by itself when it is outdated. */
export type InvitationRecord = {
  _id: string;
  tokenHash: string;
  teamId: string;
  role: Role;
  /** Only the user with this address may use it; null: whoever has the link. */
  email: string | null;
  /** Who made it, as words. */
  invitedBy: string;
  /** Whose it has become; set before the membership is made. */
  usedBy: string | null;
  createdAt: Date;
  expiresAt: Date;
};

const schema = new mongoose.Schema<InvitationRecord>(
  {
    _id: { type: String, required: true },
    tokenHash: { type: String, required: true },
    teamId: { type: String, required: true },
    role: { type: String, required: true },
    email: { type: String, default: null },
    invitedBy: { type: String, required: true },
    usedBy: { type: String, default: null },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ teamId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const Invitation = mongoose.model<InvitationRecord>("Invitation", schema, "invitations");
