import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useLocation } from "@remix-run/react";
import { Page } from "../components/layout/page.tsx";
import { CopyLine } from "../components/ui/code-block.tsx";
import { LinkTabs } from "../components/ui/link-tabs.tsx";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

const SECTIONS = [
  { id: "general", label: "General", path: "" },
  { id: "tracking", label: "Tracking & exclusions", path: "/tracking" },
  { id: "stripe", label: "Stripe", path: "/stripe" },
  { id: "lemonsqueezy", label: "Lemon Squeezy", path: "/lemonsqueezy" },
  { id: "keys", label: "API keys", path: "/keys" },
  { id: "sharing", label: "Sharing", path: "/sharing" },
  { id: "privacy", label: "Data & privacy", path: "/privacy" },
  { id: "danger", label: "Danger zone", path: "/danger", owners: true },
];

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const website = await load(request, () => context.trpc.websites.get({ websiteId: params["websiteId"] ?? "" }));
  if (!website.permissions.includes("settings")) throw new Response(`Settings are for owners and admins; your role is ${website.role}.`, { status: 403 });
  return { website };
}

export const meta = pageTitle("Settings");

export default function Settings() {
  const { website } = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  const root = `/w/${website.websiteId}/settings`;
  const open = SECTIONS.filter(({ owners }) => !owners || website.permissions.includes("team"));
  return (
    <Page title="Settings" lead={<CopyLine label="Copy the website's id">{website.websiteId}</CopyLine>} width="narrow">
      <LinkTabs label="Settings" items={open.map(({ id, label, path }) => ({ id, label, to: root + path, current: pathname.replace(/\/$/, "") === root + path }))} />
      <Outlet />
    </Page>
  );
}
