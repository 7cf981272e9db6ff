import type { Snippet, SnippetIds } from "./snippet.ts";

/** Telling who a visitor is, so that a payment without ids can be linked by its e-mail address. */
export function identifySnippets({ appUrl, websiteId }: SnippetIds): Snippet[] {
  return [
    {
      id: "browser", label: "In the browser", language: "javascript", where: "After somebody logs in, signs up or fills in their address.",
      code: `window.postMetric?.("identify", {
  userId: user.id,
  email: user.email,
  name: user.name,
});`,
    },
    {
      id: "server", label: "On your server", language: "javascript", where: "Where no script runs; visitorId and sessionId are the cookies _pm_vid and _pm_sid.",
      code: `await fetch("${appUrl}/api/identify", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({
    site: "${websiteId}",
    visitorId: cookies._pm_vid,
    sessionId: cookies._pm_sid,
    userId: user.id,
    email: user.email,
  }),
});`,
    },
  ];
}
