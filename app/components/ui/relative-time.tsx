import { useEffect, useState } from "react";
import { formatExactTime, formatRelativeTime } from "../../format/format-time.ts";

const TICK_MS = 30_000;

/** "4 minutes ago", with the exact time in the website's time zone on hover; goes on by itself. */
export function RelativeTime({ at, timezone, className = "" }: { at: string; timezone: string; className?: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={formatExactTime(at, timezone)} className={`whitespace-nowrap ${className}`} suppressHydrationWarning>
      {formatRelativeTime(at, now, timezone)}
    </time>
  );
}
