import type { ReactNode } from "react";
import { Wordmark } from "./wordmark.tsx";

/** The frame of the pages before the product: one narrow column. */
export function Entrance({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-screen max-w-md flex-col justify-center gap-5 px-4 py-10">
      <Wordmark />
      <div className="flex flex-col gap-5 rounded-xl border border-line bg-panel p-6">
        <div>
          <h1 className="text-xl leading-7 font-semibold tracking-tight">{title}</h1>
          <p className="mt-1 text-soft">{lead}</p>
        </div>
        {children}
      </div>
    </main>
  );
}
