import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from "@remix-run/react";
import type { HeadersFunction, LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useContext } from "react";
import type { ReactNode } from "react";
import { Wordmark } from "./components/layout/wordmark.tsx";
import { ErrorPage } from "./components/layout/error-page.tsx";
import { NonceContext } from "./nonce-context.ts";
import interFont from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import styles from "./styles.css?url";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: styles },
  { rel: "preload", href: interFont, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
];
export const meta: MetaFunction = () => [{ title: "PostMetric" }];

export function loader({ request }: LoaderFunctionArgs) {
  const theme = /(?:^|; )pm_theme=(light|dark)/.exec(request.headers.get("Cookie") ?? "")?.[1] ?? null;
  return { theme };
}

/** A refusal's Retry-After goes out with the page that tells it. */
export const headers: HeadersFunction = ({ errorHeaders }): Record<string, string> => {
  const wait = errorHeaders?.get("Retry-After");
  return wait ? { "Retry-After": wait } : {};
};

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useContext(NonceContext);
  const data = useRouteLoaderData<typeof loader>("root");
  return (
    <html lang="en" data-theme={data?.theme ?? undefined} className="font-sans">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="description" content="See which marketing brought in the money." />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** An error outside of a website, or of the shell itself. */
export function ErrorBoundary() {
  return (
    <main className="px-4 py-6 md:px-8">
      <Wordmark />
      <ErrorPage />
    </main>
  );
}
