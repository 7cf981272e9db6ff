import { redirect } from "@remix-run/node";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  const websites = await load(request, () => context.trpc.websites.list());
  throw redirect(websites[0] ? `/w/${websites[0].websiteId}` : "/websites/new");
}
