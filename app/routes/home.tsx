import { redirect } from "@remix-run/node";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { sectionPath, sectionsFor } from "../components/layout/sections.ts";
import { load } from "../trpc-errors.ts";

/** To the first page of the first website that the user may open. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const [first] = await load(request, () => context.trpc.websites.list());
  const [section] = first ? sectionsFor(first.permissions) : [];
  throw redirect(first && section ? sectionPath(first.websiteId, section) : "/websites/new");
}
