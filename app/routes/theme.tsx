import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs } from "@remix-run/node";

export async function action({ request }: ActionFunctionArgs) {
  const theme = (await request.formData()).get("theme") === "dark" ? "dark" : "light";
  const from = request.headers.get("Referer");
  return redirect(from && URL.canParse(from) ? new URL(from).pathname + new URL(from).search : "/", { headers: { "Set-Cookie": `pm_theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax` } });
}

export function loader() {
  return redirect("/");
}
