import { Link } from "@remix-run/react";

/** The product's name, where there is no website to show. */
export function Wordmark() {
  return (
    <Link to="/" className="text-lg font-semibold tracking-tight">
      Post<span className="text-accent">Metric</span>
    </Link>
  );
}
