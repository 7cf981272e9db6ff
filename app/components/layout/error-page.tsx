import { isRouteErrorResponse, Link, useLocation, useRouteError } from "@remix-run/react";
import { CircleAlert, DatabaseZap, Hourglass, Lock, MapPinOff, WifiOff } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { buttonLook } from "../ui/button.tsx";

type Words = { Icon: LucideIcon; title: string; happened: string; lost: string; again?: boolean };

/** What happened, whether anything was lost, what to do: for every error that takes a page's place. */
export function ErrorPage() {
  const error = useRouteError();
  const { pathname, search } = useLocation();
  const { Icon, title, happened, lost, again } = describe(error);
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-4 py-20 text-center">
      <span className="rounded-full bg-sunken p-4 text-soft">
        <Icon size={28} aria-hidden />
      </span>
      <h1 className="mt-5 text-xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-2 text-soft">{happened}</p>
      <p className="mt-2 text-soft">{lost}</p>
      <div className="mt-6 flex flex-wrap justify-center gap-2">
        {again ? (
          <a href={pathname + search} className={buttonLook({})}>
            Try again
          </a>
        ) : null}
        <Link to="/" reloadDocument className={buttonLook({ quiet: true })}>
          To your websites
        </Link>
      </div>
    </div>
  );
}

function describe(error: unknown): Words {
  if (!isRouteErrorResponse(error)) {
    const offline = error instanceof TypeError && /fetch|network/i.test(error.message);
    return offline
      ? { Icon: WifiOff, title: "The server could not be reached", happened: "This page asked the server and got no answer: the connection may be down, or the server is just restarting.", lost: "Nothing was lost. What you had typed is still there when you go back.", again: true }
      : { Icon: CircleAlert, title: "Something went wrong", happened: "The server could not make this page. What went wrong stands in its log.", lost: "Nothing that was recorded is lost: visits and payments go on coming in.", again: true };
  }
  const said = typeof error.data === "string" && error.data && !error.data.startsWith("Error:") ? error.data : null;
  switch (error.status) {
    case 404:
      return { Icon: MapPinOff, title: "This page is not here", happened: said ?? "No page has this address. It may have been mistyped, or what it showed was deleted.", lost: "Nothing was changed." };
    case 403:
      return { Icon: Lock, title: "This is not open to you", happened: said ?? "Your role in this team does not include this page.", lost: "Nothing was changed. An owner of the team can give you another role." };
    case 429:
      return { Icon: Hourglass, title: "A little too fast", happened: said ?? "This was asked for very often in this minute.", lost: "Nothing was changed, and nothing that was recorded is lost.", again: true };
    case 503:
      return { Icon: DatabaseZap, title: "The database does not answer", happened: said ?? "The server is running, but its database is not reachable.", lost: "Nothing that was acknowledged is lost: scripts and Stripe send again what was not. Try again in a moment; whoever runs the server finds the reason in its log.", again: true };
    default:
      return { Icon: CircleAlert, title: error.status < 500 ? "That did not work" : "Something went wrong", happened: said ?? "The server refused this request.", lost: "Nothing was changed, and nothing that was recorded is lost.", again: error.status >= 500 };
  }
}
