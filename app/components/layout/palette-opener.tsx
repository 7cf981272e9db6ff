import { Link } from "@remix-run/react";
import { lazy, Suspense, useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Permission } from "../../../server/auth/permissions.ts";
import type { WebsiteItem } from "./website-switcher.tsx";

const loadPalette = () => import("./palette.tsx");
const Palette = lazy(loadPalette);

type Props = { websites: WebsiteItem[]; current: string; permissions: readonly Permission[]; shortcut?: boolean; className: string; children: ReactNode };

/** Opens the palette, which is fetched on the first use; with `shortcut` also by Cmd/Ctrl-K. Without JavaScript it leads to the list of all pages. */
export function PaletteOpener({ websites, current, permissions, shortcut = false, className, children }: Props) {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const show = (next: boolean) => {
    setUsed(true);
    setOpen(next);
  };
  useEffect(() => {
    if (!shortcut) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setUsed(true);
      setOpen((was) => !was);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [shortcut]);
  return (
    <>
      <Link
        to={`/w/${current}/more`}
        role="button"
        onClick={(event) => {
          event.preventDefault();
          show(true);
        }}
        onPointerEnter={() => void loadPalette()}
        className={className}
      >
        {children}
      </Link>
      {used ? (
        <Suspense>
          <Palette open={open} onOpenChange={show} websites={websites} current={current} permissions={permissions} />
        </Suspense>
      ) : null}
    </>
  );
}
