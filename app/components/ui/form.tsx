import type { ComponentProps, ReactNode } from "react";

export function Field({ label, hint, ...input }: { label: string; hint?: string } & ComponentProps<"input">) {
  return (
    <label className="block">
      <span className="mb-1 block font-medium">{label}</span>
      <input {...input} className="h-9 w-full rounded border border-line bg-panel px-3 text-ink placeholder:text-soft" />
      {hint ? <span className="mt-1 block text-xs text-soft">{hint}</span> : null}
    </label>
  );
}

export function Button({ quiet = false, ...button }: { quiet?: boolean } & ComponentProps<"button">) {
  const look = quiet ? "border border-line bg-panel text-ink hover:bg-sunken" : "bg-accent text-onaccent hover:opacity-90";
  return <button {...button} className={`h-9 cursor-pointer rounded px-4 font-medium whitespace-nowrap ${look}`} />;
}

export function Alert({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="rounded border border-loss/40 bg-panel px-3 py-2 text-loss">
      {children}
    </p>
  );
}

export function CodeBlock({ children }: { children: string }) {
  return <pre className="overflow-x-auto rounded border border-line bg-sunken p-3 text-xs leading-5 whitespace-pre-wrap break-all select-all">{children}</pre>;
}
