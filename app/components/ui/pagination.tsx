import { useSearchParams } from "@remix-run/react";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { ButtonLink } from "./button.tsx";

/** Pages by cursor: on to the next, or back to the first one. Earlier pages are behind the back button. */
export function Pagination({ nextCursor, shown, noun }: { nextCursor: string | null; shown: number; noun: string }) {
  const [query] = useSearchParams();
  const at = (cursor: string | null) => {
    const next = new URLSearchParams(query);
    if (cursor) next.set("cursor", cursor);
    else next.delete("cursor");
    return `?${next.toString()}`;
  };
  if (!nextCursor && !query.has("cursor")) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3">
      <span className="text-soft">
        {shown} {noun} on this page
      </span>
      <span className="flex gap-2">
        {query.has("cursor") ? (
          <ButtonLink quiet small to={at(null)}>
            <ChevronLeft size={16} aria-hidden /> First page
          </ButtonLink>
        ) : null}
        {nextCursor ? (
          <ButtonLink quiet small to={at(nextCursor)} rel="next">
            Next page <ChevronRight size={16} aria-hidden />
          </ButtonLink>
        ) : null}
      </span>
    </nav>
  );
}
