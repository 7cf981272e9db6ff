import { redirect } from "@remix-run/node";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { load } from "../trpc-errors.ts";
import { redirectToFirstSection } from "../website-start.ts";

/** To the first page of the first website that the user may open. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const [first] = await load(request, () => context.trpc.websites.list());
  throw first ? redirectToFirstSection(first.websiteId, first.permissions) : redirect("/websites/new");
}
