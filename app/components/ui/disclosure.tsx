import { useLocation } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { buttonLook } from "./button.tsx";

/**
 * A small form or list of links that opens below its button: `details`, so that it works before and without JavaScript. With it, Escape, a click
 * elsewhere and going on to another address close it. On a phone it stands over the bar at the bottom.
 */
export function Disclosure({ button, label, align = "right", children }: { button: ReactNode; label: string; align?: "left" | "right"; children: ReactNode }) {
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
    <details ref={details} className="group/box relative">
      <summary aria-label={label} className={`${buttonLook({ quiet: true, small: true })} list-none group-open/box:bg-sunken [&::-webkit-details-marker]:hidden`}>
        {button}
      </summary>
      <div className={`z-30 animate-appear rounded border border-line bg-panel p-3 shadow-lift max-md:fixed max-md:inset-x-3 max-md:bottom-16 max-md:max-h-[75vh] max-md:overflow-y-auto md:absolute md:top-10 md:w-max md:max-w-sm ${align === "right" ? "md:right-0" : "md:left-0"}`}>{children}</div>
    </details>
  );
}
