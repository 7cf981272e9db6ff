import type { LoaderFunctionArgs } from "@remix-run/node";
import { load } from "../trpc-errors.ts";

/** How far the setup is, for the wizard's looking again. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return load(request, () => context.trpc.setup.state({ websiteId: params["websiteId"] ?? "" }));
}
