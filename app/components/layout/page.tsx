import type { ReactNode } from "react";

const WIDTHS = { narrow: "max-w-3xl", normal: "max-w-6xl" };

/** The frame of a page in the shell: title, one sentence, actions at the right, then the content. */
export function Page({ title, lead, actions, width = "normal", children }: { title: ReactNode; lead?: ReactNode; actions?: ReactNode; width?: keyof typeof WIDTHS; children: ReactNode }) {
  return (
    <div className={`mx-auto flex flex-col gap-5 ${WIDTHS[width]}`}>
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-xl leading-7 font-semibold tracking-tight">{title}</h1>
          {lead ? <div className="mt-0.5 max-w-2xl text-soft">{lead}</div> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}
