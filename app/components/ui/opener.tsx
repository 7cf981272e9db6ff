import { useLocation } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

/**
 * Something that opens at its button: `details`, so that it works before and without JavaScript. With it, Escape, a click elsewhere and going on to
 * another address close it. `Disclosure` and the shell's menus are built on it.
 */
export function Opener({ label, summary, summaryLook, panelLook, children }: { label: string; summary: ReactNode; summaryLook: string; panelLook: string; children: ReactNode }) {
  const details = useRef<HTMLDetailsElement>(null);
  const { key } = useLocation();
  useEffect(() => {
    if (details.current) details.current.open = false;
  }, [key]);
  useEffect(() => {
    const close = (event: Event) => {
      const box = details.current;
      if (!box?.open) return;
      if (event instanceof KeyboardEvent ? event.key !== "Escape" : box.contains(event.target as Node)) return;
      box.open = false;
      if (event instanceof KeyboardEvent) box.querySelector("summary")?.focus();
    };
    document.addEventListener("keydown", close);
    document.addEventListener("pointerdown", close);
    return () => {
      document.removeEventListener("keydown", close);
      document.removeEventListener("pointerdown", close);
    };
  }, []);
  return (
    <details ref={details} className="group/box relative min-w-0">
      <summary aria-label={label} className={`cursor-pointer list-none [&::-webkit-details-marker]:hidden ${summaryLook}`}>
        {summary}
      </summary>
      <div className={`z-30 animate-appear rounded border border-line bg-panel shadow-lift ${panelLook}`}>{children}</div>
    </details>
  );
}
