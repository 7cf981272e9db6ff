import type { ReactNode } from "react";
import { buttonLook } from "./button.tsx";
import { Opener } from "./opener.tsx";

/** A small form or list of links that opens below its button, without JavaScript too. On a phone it stands over the bar at the bottom. */
export function Disclosure({ button, label, align = "right", children }: { button: ReactNode; label: string; align?: "left" | "right"; children: ReactNode }) {
  return (
    <Opener
      label={label}
      summary={button}
      summaryLook={`${buttonLook({ quiet: true, small: true })} group-open/box:bg-sunken`}
      panelLook={`p-3 max-md:fixed max-md:inset-x-3 max-md:bottom-16 max-md:max-h-[75vh] max-md:overflow-y-auto md:absolute md:top-10 md:w-max md:max-w-md ${align === "right" ? "md:right-0" : "md:left-0"}`}
    >
      {children}
    </Opener>
  );
}
