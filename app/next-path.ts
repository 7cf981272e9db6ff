/** Where to go after logging in: only a path on this server, since a login link must not lead elsewhere. */
export function nextPath(request: Request): string {
  const next = new URL(request.url).searchParams.get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) ? next : "/";
}
