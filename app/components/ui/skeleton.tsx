/** The place of something that is still loading. */
export function Skeleton({ className = "h-4 w-full" }: { className?: string }) {
  return <span aria-hidden className={`block animate-breathe rounded bg-sunken ${className}`} />;
}
