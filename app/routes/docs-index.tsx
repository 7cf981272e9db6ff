import { Link, useLoaderData } from "@remix-run/react";
import { listDocs } from "../docs/read-docs.server.ts";

export function loader() {
  return { pages: listDocs().map(({ slug, title, lead, group }) => ({ slug, title, lead, group })) };
}

export default function DocsIndex() {
  const { pages } = useLoaderData<typeof loader>();
  return (
    <>
      <h1 className="text-xl leading-7 font-semibold tracking-tight">Help</h1>
      <p className="mt-0.5 text-soft">How to set PostMetric up, what it does with your payments, and how to run it.</p>
      <ul className="mt-5 grid gap-3 sm:grid-cols-2">
        {pages.map(({ slug, title, lead }) => (
          <li key={slug} className="relative rounded border border-line bg-panel p-4 hover:bg-sunken">
            <h2 className="font-semibold">
              <Link to={`/docs/${slug}`} className="after:absolute after:inset-0 after:rounded">
                {title}
              </Link>
            </h2>
            <p className="mt-1 text-soft">{lead}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
