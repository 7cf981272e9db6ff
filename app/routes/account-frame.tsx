import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { AccountFrame } from "../components/layout/account-frame.tsx";
import { ErrorPage } from "../components/layout/error-page.tsx";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  return { teams: await load(request, () => context.trpc.teams.list()) };
}

export default function AccountAndTeams() {
  const { teams } = useLoaderData<typeof loader>();
  return (
    <AccountFrame teams={teams}>
      <Outlet />
    </AccountFrame>
  );
}

export function ErrorBoundary() {
  const data = useRouteLoaderData<typeof loader>("routes/account-frame");
  return (
    <AccountFrame teams={data?.teams ?? []}>
      <ErrorPage />
    </AccountFrame>
  );
}
