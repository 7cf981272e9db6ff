import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs } from "@remix-run/node";

export async function action({ context }: ActionFunctionArgs) {
  await context.trpc.auth.logOut();
  return redirect("/login");
}

export function loader() {
  return redirect("/");
}
