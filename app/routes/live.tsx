import type { LoaderFunctionArgs } from "@remix-run/node";
import { load } from "../trpc-errors.ts";

/** How many are on the site now, asked again and again by the overview. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return load(request, () => context.trpc.reports.live({ websiteId: params["websiteId"] ?? "" }));
}
