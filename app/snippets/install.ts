import type { Snippet, SnippetIds } from "./snippet.ts";

/** The install snippet for each way of building a website. */
export function installSnippets({ appUrl, websiteId, cookieless = false }: SnippetIds): Snippet[] {
  const src = `${appUrl}/js/script.js`;
  // Told in the tag, too: the script then writes no cookie even before the server's first answer.
  const attributes = `data-website-id="${websiteId}"${cookieless ? " data-cookieless" : ""}`;
  const tag = `<script defer src="${src}" ${attributes}></script>`;
  return [
    { id: "html", label: "HTML", language: "html", where: "Into the <head> of every page.", code: tag },
    {
      id: "next", label: "Next.js", language: "tsx", where: "Into app/layout.tsx, the layout of all pages.",
      code: `import Script from "next/script";
import type { ReactNode } from "react";

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {children}
        <Script src="${src}" ${attributes} strategy="afterInteractive" />
      </body>
    </html>
  );
}`,
    },
    { id: "react", label: "React", language: "html", where: "Into the <head> of index.html (Vite) or public/index.html; moves between pages are seen by themselves.", code: tag },
    { id: "vue", label: "Vue", language: "html", where: "Into the <head> of index.html; moves of Vue Router are seen by themselves.", code: tag },
    {
      id: "remix", label: "Remix", language: "tsx", where: "Into app/root.tsx, in the <head>.",
      code: `import { Links, Meta, Outlet, Scripts } from "@remix-run/react";

export default function App() {
  return (
    <html lang="en">
      <head>
        <Meta />
        <Links />
        <script defer src="${src}" ${attributes} />
      </head>
      <body>
        <Outlet />
        <Scripts />
      </body>
    </html>
  );
}`,
    },
    {
      id: "wordpress", label: "WordPress", language: "php", where: "Into functions.php of your child theme, or as a snippet of a code plugin. Empty page caches afterwards.",
      code: `<?php
add_action('wp_head', function () {
    echo '${tag}';
});`,
    },
    { id: "shopify", label: "Shopify", language: "liquid", where: "Online Store, Themes, Edit code, theme.liquid: just before </head>.", code: tag },
    { id: "webflow", label: "Webflow", language: "html", where: "Site settings, Custom code, Head code; then publish.", code: tag },
    {
      id: "gtm", label: "Tag Manager", language: "html", where: "A Custom HTML tag, fired on all pages. The checker cannot see inside a tag manager: the first visit proves it.",
      code: `<script>
  (function () {
    var script = document.createElement("script");
    script.defer = true;
    script.src = "${src}";
    script.setAttribute("data-website-id", "${websiteId}");${cookieless ? '\n    script.setAttribute("data-cookieless", "");' : ""}
    document.head.appendChild(script);
  })();
</script>`,
    },
  ];
}
