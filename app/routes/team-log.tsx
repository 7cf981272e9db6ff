import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Empty } from "../components/ui/empty.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { formatExactTime } from "../format/format-time.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const before = new URL(request.url).searchParams.get("before") ?? undefined;
  return load(request, () => context.trpc.teams.auditLog({ teamId: params["teamId"] ?? "", before }));
}

export default function TeamLog() {
  const { entries, next } = useLoaderData<typeof loader>();
  return (
    <Panel flush title="Log" lead="Who did what, kept for 400 days. Addresses are shortened.">
      {entries.length === 0 ? (
        <Empty title="Nothing here">What members change will be listed here.</Empty>
      ) : (
        <ol className="divide-y divide-line">
          {entries.map(({ who, did, aboutWebsite, address, at }) => (
            <li key={`${at} ${did}`} className="px-4 py-2.5">
              <p className="break-words">
                <span className="font-medium">{who}</span> {did}
              </p>
              <p className="text-xs text-soft">
                <time dateTime={at}>{formatExactTime(at, "UTC")}</time>, from {address}
                {aboutWebsite ? `, on ${aboutWebsite}` : ""}
              </p>
            </li>
          ))}
        </ol>
      )}
      {next ? (
        <p className="border-t border-line px-4 py-3">
          <Link to={`?before=${encodeURIComponent(next)}`} className="font-medium text-accent underline">
            Earlier
          </Link>
        </p>
      ) : null}
    </Panel>
  );
}
