import { redirect } from "@remix-run/node";
import type { Permission } from "../server/auth/permissions.ts";
import { sectionPath, sectionsFor } from "./components/layout/sections.ts";

/** To the first page of a website that a role may open. */
export function redirectToFirstSection(websiteId: string, permissions: readonly Permission[]): Response {
  const [section] = sectionsFor(permissions);
  return redirect(section ? sectionPath(websiteId, section) : "/websites");
}
