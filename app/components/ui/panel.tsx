import type { ReactNode } from "react";

/** A box with a heading. `head` stands beside or in place of the title (tabs); `flush` is for tables and lists that bring their own padding. */
export function Panel({ title, head, children, aside, lead, flush = false }: { title?: ReactNode; head?: ReactNode; lead?: ReactNode; aside?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className="min-w-0 rounded border border-line bg-panel">
      {title || head || aside ? (
        <header className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
          {title ? (
            <div className="min-w-0">
              <h2 className="font-semibold">{title}</h2>
              {lead ? <p className="text-soft">{lead}</p> : null}
            </div>
          ) : null}
          {head}
          {aside}
        </header>
      ) : null}
      <div className={flush ? "" : "p-4"}>{children}</div>
    </section>
  );
}
