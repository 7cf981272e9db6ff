import { CopyButton } from "./copy-button.tsx";

/** Code to copy, with its button; wraps instead of scrolling sideways. */
export function CodeBlock({ children, label = "Copy the code" }: { children: string; label?: string }) {
  return (
    <div className="relative">
      <pre className="min-h-12 rounded border border-line bg-sunken py-3 pr-12 pl-3 font-mono text-xs leading-5 break-all whitespace-pre-wrap">{children}</pre>
      <CopyButton text={children} label={label} className="absolute top-2 right-2 bg-panel" />
    </div>
  );
}

/** A value on one line, such as an id or an address, with its copy button. */
export function CopyLine({ children, label }: { children: string; label?: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <code className="min-w-0 text-xs break-all">{children}</code>
      <CopyButton text={children} {...(label ? { label } : {})} />
    </span>
  );
}
