import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import type { ShouldRevalidateFunctionArgs } from "@remix-run/react";
import { ErrorPage } from "../components/layout/error-page.tsx";
import { Shell } from "../components/layout/shell.tsx";
import { Wordmark } from "../components/layout/wordmark.tsx";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return load(request, async () => {
    const [websites, website, { user }] = await Promise.all([
      context.trpc.websites.list(),
      context.trpc.websites.get({ websiteId: params["websiteId"] ?? "" }),
      context.trpc.auth.state(),
    ]);
    const teams = [...new Map(websites.map(({ teamId, teamName }) => [teamId, teamName]))].map(([teamId, name]) => ({ teamId, name }));
    return { websites, website, teams, email: user?.email ?? "", name: user?.name ?? null };
  });
}

/** The rail stays as it is while only filters of a page change. */
export function shouldRevalidate({ currentUrl, nextUrl, formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  const reading = !formMethod || formMethod === "GET";
  return reading && currentUrl.pathname === nextUrl.pathname && currentUrl.search !== nextUrl.search ? false : defaultShouldRevalidate;
}

export const meta = pageTitle("Website");

export default function Website() {
  const { websites, website, teams, email, name } = useLoaderData<typeof loader>();
  return (
    <Shell websites={websites} current={website.websiteId} permissions={website.permissions} email={email} name={name} teams={teams}>
      <Outlet />
    </Shell>
  );
}

/** A page's error stands inside the shell, as long as the shell itself could be loaded. */
export function ErrorBoundary() {
  const data = useRouteLoaderData<typeof loader>("routes/website");
  if (!data) {
    return (
      <main className="px-4 py-6 md:px-8">
        <Wordmark />
        <ErrorPage />
      </main>
    );
  }
  const { websites, website, teams, email, name } = data;
  return (
    <Shell websites={websites} current={website.websiteId} permissions={website.permissions} email={email} name={name} teams={teams}>
      <ErrorPage />
    </Shell>
  );
}
