import type { Role } from "../../models/membership.ts";
import { User } from "../../models/user.ts";
import type { UserRecord } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { createUser } from "./create-user.ts";
import { acceptInvitation, getInvitation } from "./invitations.ts";
import { parseEmail } from "./update-profile.ts";

/**
 * Makes a user by an invitation, without a team of their own. When someone else takes the invitation in the meantime, the user that was just made
 * goes again: nobody has an account here whom no one invited. Throws as `createUser` and `acceptInvitation` do.
 */
export async function acceptAsNewUser(options: { token: string; name: string; email: string; password: string; now: Date }): Promise<{ user: UserRecord; teamId: string; role: Role }> {
  const { token, name, password, now } = options;
  const { invitation } = await getInvitation(token, now);
  const email = parseEmail(options.email);
  if (invitation.email && invitation.email !== email) throw new AppError("forbidden", `This invitation is for ${invitation.email}`, "email");
  const user = await createUser({ email, password, name, ownTeam: false, now });
  try {
    return { user, ...(await acceptInvitation({ token, user, now })) };
  } catch (error) {
    await User.deleteOne({ _id: user._id });
    throw error;
  }
}
