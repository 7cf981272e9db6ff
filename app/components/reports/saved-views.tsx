import { Link, useFetcher, useLocation, useParams, useSearchParams } from "@remix-run/react";
import { Bookmark, Trash2 } from "lucide-react";
import { useEffect } from "react";
import type { action, loader } from "../../routes/views.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Field } from "../ui/field.tsx";
import { Alert } from "../ui/notice.tsx";

/** The website's saved views, and this page with its address kept under a name. Stands by itself: put it among any report's actions. */
export function SavedViews() {
  const { websiteId = "" } = useParams();
  const { pathname } = useLocation();
  const [query] = useSearchParams();
  const list = useFetcher<typeof loader>();
  const change = useFetcher<typeof action>();
  const address = `/w/${websiteId}/views`;
  const page = pathname.slice(`/w/${websiteId}`.length).replace(/^\//, "");
  const { load, state, data } = list;
  useEffect(() => {
    if (state === "idle" && data === undefined) load(address);
  }, [load, state, data, address]);
  const views = data?.views ?? [];
  return (
    <Disclosure
      label="Saved views"
      button={
        <>
          <Bookmark size={16} aria-hidden className="text-soft" />
          Views
        </>
      }
    >
      <div className="flex flex-col gap-3 md:w-72">
        {views.length === 0 ? <p className="text-soft">Keep this period and these filters under a name: it will be here, for you or for the whole team.</p> : null}
        {views.length > 0 ? (
          <ul aria-label="Saved views">
            {views.map((view) => (
              <li key={view.viewId} className="flex items-center gap-1">
                <Link to={`/w/${websiteId}${view.page ? `/${view.page}` : ""}${view.query ? `?${view.query}` : ""}`} className="min-w-0 flex-1 truncate rounded px-2 py-1.5 hover:bg-sunken">
                  {view.name}
                  {view.shared ? <span className="text-xs text-soft"> · team</span> : null}
                </Link>
                {view.own ? (
                  <change.Form method="post" action={address}>
                    <input type="hidden" name="viewId" value={view.viewId} />
                    <button name="intent" value="remove" aria-label={`Remove the view ${view.name}`} title="Remove" className="cursor-pointer rounded p-1.5 text-soft hover:bg-sunken hover:text-loss">
                      <Trash2 size={14} aria-hidden />
                    </button>
                  </change.Form>
                ) : null}
              </li>
            ))}
          </ul>
        ) : null}
        <change.Form method="post" action={address} className="flex flex-col gap-2 border-t border-line pt-3">
          {change.data && !change.data.ok ? <Alert>{change.data.message}</Alert> : null}
          <input type="hidden" name="page" value={page} />
          <input type="hidden" name="query" value={query.toString()} />
          <Field label="Keep this view as" name="name" required maxLength={80} placeholder="Germany, by campaign" />
          <Checkbox name="shared">Show it to the whole team</Checkbox>
          <Button small name="intent" value="save" busy={change.state !== "idle"}>
            Save view
          </Button>
        </change.Form>
      </div>
    </Disclosure>
  );
}
