import { isRouteErrorResponse, Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteError, useRouteLoaderData } from "@remix-run/react";
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useContext } from "react";
import type { ReactNode } from "react";
import { NonceContext } from "./nonce-context.ts";
import styles from "./styles.css?url";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: styles },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
];
export const meta: MetaFunction = () => [{ title: "PostMetric" }];

export function loader({ request }: LoaderFunctionArgs) {
  const theme = /(?:^|; )pm_theme=(light|dark)/.exec(request.headers.get("Cookie") ?? "")?.[1] ?? null;
  return { theme };
}

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useContext(NonceContext);
  const data = useRouteLoaderData<typeof loader>("root");
  return (
    <html lang="en" data-theme={data?.theme ?? undefined} className="font-sans">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
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

export function ErrorBoundary() {
  const error = useRouteError();
  const known = isRouteErrorResponse(error);
  return (
    <main className="mx-auto max-w-md px-4 py-20 text-center">
      <h1 className="text-xl font-semibold">{known ? (error.status === 404 ? "This page is not here" : "That did not work") : "Something went wrong"}</h1>
      <p className="mt-2 text-soft">{known ? String(error.data || "Check the address, or go back to your websites.") : "It is in the server's log. Nothing that was recorded is lost; try again."}</p>
      <a href="/" className="mt-6 inline-block font-medium text-accent underline">
        To your websites
      </a>
    </main>
  );
}
