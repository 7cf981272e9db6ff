import { NavLink, Outlet, useLoaderData } from "@remix-run/react";
import { ErrorPage } from "../components/layout/error-page.tsx";
import { Wordmark } from "../components/layout/wordmark.tsx";
import { ButtonLink } from "../components/ui/button.tsx";
import { listDocs } from "../docs/read-docs.server.ts";
import { pageTitle } from "../page-title.ts";

export const meta = pageTitle("Help");

export function loader() {
  return { pages: listDocs().map(({ slug, title, group }) => ({ slug, title, group })) };
}

/** The help: open to everyone, whole without JavaScript. */
export default function Docs() {
  const { pages } = useLoaderData<typeof loader>();
  const groups = [...new Set(pages.map(({ group }) => group))];
  const list = (
    <ul className="flex flex-col gap-5">
      {groups.map((group) => (
        <li key={group}>
          <p className="px-2 pb-1 text-xs text-soft">{group}</p>
          <ul>
            {pages.filter((page) => page.group === group).map(({ slug, title }) => (
              <li key={slug}>
                <NavLink to={`/docs/${slug}`} className={({ isActive }) => `block rounded px-2 py-1.5 ${isActive ? "bg-tint font-medium text-accent" : "text-soft hover:bg-sunken hover:text-ink"}`}>
                  {title}
                </NavLink>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <a href="#content" className="sr-only z-50 rounded bg-accent px-4 py-2 text-onaccent focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        To the content
      </a>
      <header className="flex items-center justify-between gap-3 border-b border-line bg-panel px-4 py-2.5 md:px-8">
        <span className="flex items-baseline gap-3">
          <Wordmark /> <span className="text-soft">Help</span>
        </span>
        <ButtonLink quiet small to="/">
          To your websites
        </ButtonLink>
      </header>
      <div className="mx-auto max-w-6xl gap-10 px-4 py-5 md:grid md:grid-cols-[210px_minmax(0,1fr)] md:px-8 md:py-8">
        <nav aria-label="Help" className="hidden md:block">
          <div className="sticky top-8">{list}</div>
        </nav>
        <details className="mb-5 rounded border border-line bg-panel px-3 py-2 md:hidden">
          <summary className="cursor-pointer font-medium">All pages</summary>
          <nav aria-label="All pages" className="mt-3">
            {list}
          </nav>
        </details>
        <main id="content" tabIndex={-1} className="min-w-0 outline-none">
          <Outlet />
        </main>
      </div>
    </>
  );
}

export function ErrorBoundary() {
  return (
    <main className="px-4 py-6 md:px-8">
      <Wordmark />
      <ErrorPage />
    </main>
  );
}
