import { Link } from "@remix-run/react";
import { LoaderCircle } from "lucide-react";
import { forwardRef } from "react";
import type { ComponentProps } from "react";

type Look = { quiet?: boolean | undefined; plain?: boolean | undefined; danger?: boolean | undefined; small?: boolean | undefined };

/** One look for buttons and links that act: filled, `quiet` (outlined), `plain` (no border); red for what destroys. */
export function buttonLook({ quiet, plain, danger, small }: Look): string {
  const size = small ? "h-8 gap-1.5 px-3 text-[13px]" : "h-9 gap-2 px-4";
  const colour = plain
    ? danger ? "text-loss hover:bg-loss-tint" : "text-soft hover:bg-sunken hover:text-ink"
    : quiet
      ? `border border-line bg-panel hover:bg-sunken ${danger ? "text-loss" : "text-ink"}`
      : danger ? "bg-loss text-panel hover:opacity-90" : "bg-accent text-onaccent hover:opacity-90";
  return `inline-flex shrink-0 cursor-pointer items-center justify-center rounded font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-60 ${size} ${colour}`;
}

/** A button; `busy` while its form is being sent: it keeps its words and cannot be pressed twice. */
export const Button = forwardRef<HTMLButtonElement, Look & { busy?: boolean } & ComponentProps<"button">>(function Button({ quiet, plain, danger, small, busy = false, className = "", children, disabled, ...button }, ref) {
  return (
    <button ref={ref} {...button} disabled={disabled || busy} aria-busy={busy || undefined} className={`${buttonLook({ quiet, plain, danger, small })} ${className}`}>
      {busy ? <LoaderCircle size={16} aria-hidden className="animate-spin" /> : null}
      {children}
    </button>
  );
});

/** A link that looks like a button. */
export function ButtonLink({ quiet, plain, danger, small, className = "", ...link }: Look & ComponentProps<typeof Link>) {
  return <Link {...link} className={`${buttonLook({ quiet, plain, danger, small })} ${className}`} />;
}
