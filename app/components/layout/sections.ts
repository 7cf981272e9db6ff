import { CreditCard, Download, Filter, HandCoins, LayoutDashboard, ListChecks, RefreshCw, Repeat, Settings, Stethoscope, Target, UsersRound, Webhook } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { Permission } from "../../../server/auth/permissions.ts";

export type Section = { to: string; label: string; Icon: LucideIcon; permission: Permission; group: "Reports" | "Analyse" | "Operate" };

/** The pages of a website, in the order of the rail and the palette; each is shown to who may open it. The first four are in a phone's bar. */
export const SECTIONS: readonly Section[] = [
  { to: "", label: "Overview", Icon: LayoutDashboard, permission: "reports", group: "Reports" },
  { to: "payments", label: "Payments", Icon: CreditCard, permission: "payments", group: "Reports" },
  { to: "visitors", label: "Visitors", Icon: UsersRound, permission: "reports", group: "Reports" },
  { to: "goals", label: "Goals", Icon: Target, permission: "reports", group: "Analyse" },
  { to: "funnels", label: "Funnels", Icon: Filter, permission: "reports", group: "Analyse" },
  { to: "retention", label: "Retention", Icon: Repeat, permission: "reports", group: "Analyse" },
  { to: "subscriptions", label: "Subscriptions", Icon: RefreshCw, permission: "reports", group: "Analyse" },
  { to: "costs", label: "Costs", Icon: HandCoins, permission: "reports", group: "Analyse" },
  { to: "exports", label: "Exports", Icon: Download, permission: "view", group: "Analyse" },
  { to: "webhooks", label: "Webhooks", Icon: Webhook, permission: "webhooks", group: "Operate" },
  { to: "troubleshooting", label: "Troubleshooting", Icon: Stethoscope, permission: "webhooks", group: "Operate" },
  { to: "setup", label: "Setup", Icon: ListChecks, permission: "view", group: "Operate" },
  { to: "settings", label: "Settings", Icon: Settings, permission: "settings", group: "Operate" },
];

export function sectionsFor(permissions: readonly Permission[]): Section[] {
  return SECTIONS.filter(({ permission }) => permissions.includes(permission));
}

export function sectionPath(websiteId: string, { to }: Section): string {
  return `/w/${websiteId}${to ? `/${to}` : ""}`;
}
