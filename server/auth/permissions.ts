import type { Role } from "../../models/membership.ts";

/**
 * What a member may do on a website of the team. `view`: know that it exists; `reports`; `payments`: the list and each one's detail;
 * `webhooks`: the log, troubleshooting, processing again; `emails`: customers' addresses in full; `links`: correct who paid;
 * `settings`: all of the website's settings, keys and secrets; `team`: members and the team itself.
 */
export type Permission = "view" | "reports" | "payments" | "webhooks" | "emails" | "links" | "settings" | "team";

const GRANTS: Record<Role, readonly Permission[]> = {
  owner: ["view", "reports", "payments", "webhooks", "emails", "links", "settings", "team"],
  admin: ["view", "reports", "payments", "webhooks", "emails", "links", "settings"],
  analyst: ["view", "reports", "payments"],
  support: ["view", "payments", "webhooks"],
};

export function isAllowed(role: Role, permission: Permission): boolean {
  return GRANTS[role].includes(permission);
}

/** All that a role may do, for pages that show only what can be opened. */
export function permissionsOf(role: Role): readonly Permission[] {
  return GRANTS[role];
}

/** The roles that have a permission, for messages. */
export function rolesWith(permission: Permission): Role[] {
  return (Object.keys(GRANTS) as Role[]).filter((role) => isAllowed(role, permission));
}
