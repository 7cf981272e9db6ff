import type { ReactNode } from "react";

/** The frame of the pages before the product: one narrow column. */
export function Entrance({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-screen max-w-sm flex-col justify-center gap-6 px-4 py-10">
      <p className="text-lg font-semibold">
        Post<span className="text-accent">Metric</span>
      </p>
      <div>
        <h1 className="text-2xl leading-8 font-semibold">{title}</h1>
        <p className="mt-1 text-soft">{lead}</p>
      </div>
      {children}
    </main>
  );
}
