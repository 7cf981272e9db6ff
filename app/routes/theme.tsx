import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs } from "@remix-run/node";

const YEAR_S = 31_536_000;

/** Keeps the appearance in a cookie; "system" takes it away. */
export async function action({ request }: ActionFunctionArgs) {
  const theme = String((await request.formData()).get("theme"));
  const kept = theme === "dark" || theme === "light";
  const from = request.headers.get("Referer");
  return redirect(from && URL.canParse(from) ? new URL(from).pathname + new URL(from).search : "/", {
    headers: { "Set-Cookie": `pm_theme=${kept ? theme : ""}; Path=/; Max-Age=${kept ? YEAR_S : 0}; SameSite=Lax` },
  });
}

export function loader() {
  return redirect("/");
}
