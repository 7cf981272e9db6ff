import type { Role } from "../../../models/membership.ts";

/** The roles in words. What each may do is decided by the server (`permissions.ts`); this only tells of it. */
export const ROLES: Record<Role, { label: string; says: string }> = {
  owner: { label: "Owner", says: "Everything, members and deletion included." },
  admin: { label: "Admin", says: "Everything on the websites: settings, keys, secrets, customers’ e-mails." },
  analyst: { label: "Analyst", says: "Reads reports and payments; e-mail addresses are masked." },
  support: { label: "Support", says: "Payments, webhooks and troubleshooting; e-mail addresses are masked, no reports." },
};

export const ROLE_OPTIONS = (Object.keys(ROLES) as Role[]).map((value) => ({ value, label: ROLES[value].label }));

/** What a form sent, as a role. */
export function readRole(text: string): Role {
  return ROLE_OPTIONS.find(({ value }) => value === text)?.value ?? "analyst";
}
