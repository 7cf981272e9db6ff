import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { Page } from "../components/layout/page.tsx";
import { ROLES } from "../components/team/roles.ts";
import { LinkTabs } from "../components/ui/link-tabs.tsx";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return { team: await load(request, () => context.trpc.teams.get({ teamId: params["teamId"] ?? "" })) };
}

export const meta = pageTitle("Team");

export default function Team() {
  const { team } = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  const root = `/teams/${team.teamId}`;
  const tabs = [
    { id: "members", label: "Members", to: root },
    { id: "websites", label: "Websites", to: `${root}/websites` },
    ...(team.permissions.includes("team") ? [{ id: "log", label: "Log", to: `${root}/log` }, { id: "settings", label: "Settings", to: `${root}/settings` }] : []),
  ];
  return (
    <Page title={team.name} lead={`You are ${ROLES[team.role].label.toLowerCase()}. ${ROLES[team.role].says}`} width="narrow">
      <LinkTabs label="Team" items={tabs.map((tab) => ({ ...tab, current: pathname.replace(/\/$/, "") === tab.to }))} />
      <Outlet />
    </Page>
  );
}
