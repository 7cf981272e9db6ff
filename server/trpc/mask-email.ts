import type { Role } from "../../models/membership.ts";
import { isAllowed } from "../auth/permissions.ts";

/** Who may not read addresses sees enough of one to recognise it. */
export function maskEmail(email: string | null, role: Role): string | null {
  if (!email || isAllowed(role, "emails")) return email;
  const [name = "", domain = ""] = email.split("@");
  return `${name.slice(0, 1)}•••@${domain}`;
}
