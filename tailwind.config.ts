import type { Config } from "tailwindcss";

/** Tokens: their values for light and dark stand in app/styles.css. */
export default {
  content: ["./app/**/*.{ts,tsx}"],
  theme: {
    extend: {
      colors: {
        page: "var(--page)",
        panel: "var(--panel)",
        sunken: "var(--sunken)",
        line: "var(--line)",
        ink: "var(--ink)",
        soft: "var(--soft)",
        accent: "var(--accent)",
        onaccent: "var(--on-accent)",
        tint: "var(--tint)",
        gain: "var(--gain)",
        loss: "var(--loss)",
        warn: "var(--warn)",
      },
      fontFamily: { sans: ["Inter Variable", "system-ui", "sans-serif"] },
      borderRadius: { DEFAULT: "8px" },
    },
  },
} satisfies Config;
