import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs } from "@remix-run/node";
import { localPath } from "../local-path.ts";

const YEAR_S = 31_536_000;

/** Keeps the appearance in a cookie; "system" takes it away. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData();
  const [theme, to] = [String(form.get("theme")), String(form.get("to"))];
  const kept = theme === "dark" || theme === "light";
  // Only a path on this server: the form must not lead elsewhere.
  return redirect(localPath(to), {
    headers: { "Set-Cookie": `pm_theme=${kept ? theme : ""}; Path=/; Max-Age=${kept ? YEAR_S : 0}; SameSite=Lax` },
  });
}

export function loader() {
  return redirect("/");
}
