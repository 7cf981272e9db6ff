import type { Role } from "../../models/membership.ts";

/** Support staff and viewers see enough of an address to recognise it, not the address. */
export function maskEmail(email: string | null, role: Role): string | null {
  if (!email || role === "owner" || role === "admin") return email;
  const [name = "", domain = ""] = email.split("@");
  return `${name.slice(0, 1)}•••@${domain}`;
}
