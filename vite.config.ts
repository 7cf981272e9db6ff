import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: true;
  }
}

/**
 * One bundle for everything that runs on the server: the server itself, its engine's worker and the commands become entries of the same
 * build as the pages, so that Mongoose and the procedures live in one module graph and nothing is compiled at run time.
 */
function serverEntries(): Plugin {
  return {
    name: "server-entries",
    config: {
      order: "post",
      handler(config, { isSsrBuild }) {
        if (!isSsrBuild) return;
        config.build ??= {};
        config.build.rollupOptions = {
          ...config.build.rollupOptions,
          input: {
            index: "server/index.ts",
            "engine-worker": "server/database/embedded/worker.ts",
            admin: "scripts/admin.ts",
            demo: "scripts/demo.ts",
          },
          output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js", format: "esm" },
        };
      },
    },
  };
}

export default defineConfig({
  build: { target: "es2022", chunkSizeWarningLimit: 2_000 },
  // A start reads the icons that are shown, not all there are: a tenth of its time.
  ssr: { noExternal: ["lucide-react"] },
  plugins: [
    tailwindcss(),
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_singleFetch: true,
        v3_lazyRouteDiscovery: true,
        v3_routeConfig: true,
      },
    }),
    serverEntries(),
  ],
});
