import { z } from "zod";
import { User } from "../../models/user.ts";
import type { UserRecord } from "../../models/user.ts";
import { AppError } from "../shared/app-error.ts";
import { demandPassword } from "./change-password.ts";

/** `name@example.com`, trimmed and in lower case. Throws `bad_request` for `email`. */
export function parseEmail(text: string): string {
  const email = z.email().max(254).safeParse(text.trim().toLowerCase());
  if (!email.success) throw new AppError("bad_request", "The e-mail address is not valid: write it like name@example.com", "email");
  return email.data;
}

/** Changes name and e-mail. Throws `bad_request` or `conflict` for a bad or taken e-mail, `forbidden` when its change lacks the password. */
export async function updateProfile(options: { user: UserRecord; name: string; email: string; password?: string | undefined; now: Date }): Promise<void> {
  const { user, now } = options;
  const name = options.name.trim();
  if (!name) throw new AppError("bad_request", "Your name is missing", "name");
  const email = parseEmail(options.email);
  if (email !== user.email) {
    if (!options.password) throw new AppError("forbidden", "To change the e-mail address, give your present password", "password");
    await demandPassword({ user, password: options.password, field: "password", now });
  }
  try {
    await User.updateOne({ _id: user._id }, { $set: { name, email } });
  } catch (error) {
    if ((error as { code?: number }).code === 11_000) throw new AppError("conflict", `There is already a user ${email}`, "email");
    throw error;
  }
}
