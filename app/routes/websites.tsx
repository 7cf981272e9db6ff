import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Plus } from "lucide-react";
import { AccountFrame } from "../components/layout/account-frame.tsx";
import { LetterIcon } from "../components/layout/letter-icon.tsx";
import { Page } from "../components/layout/page.tsx";
import { ButtonLink } from "../components/ui/button.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { ROW_LINK, Table } from "../components/ui/table.tsx";
import { formatMoney } from "../format/format-figures.ts";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request }: LoaderFunctionArgs) {
  return load(request, async () => {
    const [websites, teams] = await Promise.all([context.trpc.websites.list(), context.trpc.teams.list()]);
    return { websites, teams };
  });
}

export const meta = pageTitle("Websites");

export default function Websites() {
  const { websites, teams } = useLoaderData<typeof loader>();
  return (
    <AccountFrame teams={teams}>
      <Page
        title="Websites"
        width="narrow"
        actions={
          <ButtonLink to="/websites/new">
            <Plus size={16} aria-hidden /> Add a website
          </ButtonLink>
        }
      >
        <Panel flush>
          {websites.length === 0 ? (
            <Empty title="No website yet">Each place where you sell is one website here, with its own visitors, payments and reports. Add the first one.</Empty>
          ) : (
            <Table
              caption="Your websites"
              rows={websites}
              keyOf={({ websiteId }) => websiteId}
              columns={[
                {
                  id: "name",
                  label: "Website",
                  phone: "title",
                  cell: ({ websiteId, name, domain }) => (
                    <span className="flex items-center gap-3">
                      <LetterIcon name={name} id={websiteId} />
                      <span className="min-w-0">
                        <Link to={`/w/${websiteId}`} className={`block truncate ${ROW_LINK}`}>
                          {name}
                        </Link>
                        <span className="block truncate text-xs text-soft">{domain}</span>
                      </span>
                    </span>
                  ),
                },
                { id: "team", label: "Team", width: "w-40", phone: "hidden", cell: ({ teamName }) => teamName },
                { id: "role", label: "Your role", width: "w-28", phone: "hidden", cell: ({ role }) => <span className="capitalize">{role}</span> },
                { id: "today", label: "Today", width: "w-32", right: true, phone: "corner", cell: ({ todayNetMinor, currency, currencyExponent }) => (todayNetMinor === null ? "–" : <span className="font-medium">{formatMoney(todayNetMinor, currency, currencyExponent)}</span>) },
              ]}
            />
          )}
        </Panel>
      </Page>
    </AccountFrame>
  );
}
