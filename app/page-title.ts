import type { MetaFunction } from "@remix-run/node";

/** For a page's `meta`: its name, then the website's (when the page belongs to one), then the product's. */
export function pageTitle(name: string): MetaFunction {
  return ({ matches }) => {
    const parent = matches.find(({ id }) => id === "routes/website")?.data as { website?: { name?: string } } | undefined;
    return [{ title: [name, parent?.website?.name, "PostMetric"].filter(Boolean).join(" · ") }];
  };
}
