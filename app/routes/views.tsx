import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { attempt, load } from "../trpc-errors.ts";
import { localPath } from "../local-path.ts";

/** For the menu of saved views on every report. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return load(request, async () => ({ views: await context.trpc.views.list({ websiteId: params["websiteId"] ?? "" }) }));
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const answer = await attempt(async () => {
    if (text("intent") === "remove") await context.trpc.views.remove({ websiteId, viewId: text("viewId") });
    else await context.trpc.views.save({ websiteId, name: text("name"), page: text("page"), query: text("query"), shared: form.has("shared") });
    return {};
  });
  // Sent without JavaScript: back to the page that it was sent from.
  const came = request.headers.get("referer");
  if (answer.ok && request.headers.get("sec-fetch-dest") === "document" && came) throw redirect(localPath(new URL(came).pathname + new URL(came).search));
  return answer;
}
