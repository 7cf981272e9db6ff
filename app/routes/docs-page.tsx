import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { ArrowRight } from "lucide-react";
import { renderDocs } from "../docs/read-docs.server.ts";

export function loader({ context, params }: LoaderFunctionArgs) {
  const found = renderDocs(params["page"] ?? "", context.appUrl);
  if (!found) throw new Response("There is no such page in the help.", { status: 404 });
  const { page, html, headings, next } = found;
  return { title: page.title, lead: page.lead, html, headings, next: next && { slug: next.slug, title: next.title } };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.title ?? "Help"} · PostMetric help` }, { name: "description", content: data?.lead ?? "" }];

export default function DocsPage() {
  const { title, lead, html, headings, next } = useLoaderData<typeof loader>();
  return (
    <div className="gap-10 xl:grid xl:grid-cols-[minmax(0,1fr)_180px]">
      <article className="min-w-0">
        <h1 className="text-2xl leading-8 font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 text-base text-soft">{lead}</p>
        <div className="docs mt-6" dangerouslySetInnerHTML={{ __html: html }} />
        {next ? (
          <p className="mt-10 border-t border-line pt-4">
            <Link to={`/docs/${next.slug}`} className="inline-flex items-center gap-2 font-medium text-accent">
              Next: {next.title} <ArrowRight size={16} aria-hidden />
            </Link>
          </p>
        ) : null}
      </article>
      {headings.length > 1 ? (
        <nav aria-label="On this page" className="hidden xl:block">
          <div className="sticky top-8">
            <p className="pb-1 text-xs text-soft">On this page</p>
            <ul className="flex flex-col gap-1">
              {headings.map(({ id, text }) => (
                <li key={id}>
                  <a href={`#${id}`} className="text-soft hover:text-ink">
                    {text}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        </nav>
      ) : null}
    </div>
  );
}
