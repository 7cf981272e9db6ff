const HERE = "http://here.invalid";

/**
 * An address that somebody sent, as a path on this server; "/" when it leads elsewhere. Read as a browser reads it: `/\\evil`, `/<tab>/evil` and
 * `/.//evil` lead to another host, too.
 */
export function localPath(to: string): string {
  if (!to.startsWith("/") || !URL.canParse(to, HERE)) return "/";
  const { origin, pathname, search, hash } = new URL(to, HERE);
  return origin === HERE && !pathname.startsWith("//") ? pathname + search + hash : "/";
}
