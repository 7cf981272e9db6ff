import { localPath } from "./local-path.ts";

/** Where to go after logging in: only a path on this server, since a login link must not lead elsewhere. */
export function nextPath(request: Request): string {
  return localPath(new URL(request.url).searchParams.get("next") ?? "/");
}
