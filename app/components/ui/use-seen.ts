import { useEffect, useRef, useState } from "react";

const AHEAD = "200px";

/** A ref for an element, and whether it has come (nearly) into sight: for what is heavy and stands below. False before and without JavaScript. */
export function useSeen<Box extends Element>() {
  const box = useRef<Box>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !box.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), { rootMargin: AHEAD });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [seen]);
  return [box, seen] as const;
}
