import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const LOOKS = {
  loss: ["border-loss/40 bg-loss-tint text-loss", CircleAlert],
  warn: ["border-warn/40 bg-warn-tint text-warn", TriangleAlert],
  gain: ["border-gain/40 bg-gain-tint text-gain", CircleCheck],
  info: ["border-line bg-panel text-soft", Info],
} as const;

/** A message in the page: what happened, whether anything was lost, what to do. */
export function Notice({ tone = "info", title, children }: { tone?: keyof typeof LOOKS; title?: ReactNode; children?: ReactNode }) {
  const [look, Icon] = LOOKS[tone];
  return (
    <div role={tone === "loss" ? "alert" : "status"} className={`flex gap-2.5 rounded border px-3 py-2.5 ${look}`}>
      <Icon size={18} aria-hidden className="mt-px shrink-0" />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className={title ? "text-ink" : ""}>{children}</div> : null}
      </div>
    </div>
  );
}

/** What was refused, beside the form that was. */
export function Alert({ children }: { children: ReactNode }) {
  return <Notice tone="loss">{children}</Notice>;
}
