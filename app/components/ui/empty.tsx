import type { ReactNode } from "react";

/** What will be here, and the one next step. */
export function Empty({ title, children, icon, action }: { title: string; children?: ReactNode; icon?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center px-4 py-12 text-center">
      {icon ? <span className="mb-3 rounded-full bg-sunken p-3 text-soft">{icon}</span> : null}
      <p className="font-semibold">{title}</p>
      {children ? <div className="mt-1 max-w-md text-soft">{children}</div> : null}
      {action ? <div className="mt-4">{action}</div> : null}
    </div>
  );
}
