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
        /** Borders of what can be typed into or pressed: 3:1 against the panel. */
        edge: "var(--edge)",
        ink: "var(--ink)",
        soft: "var(--soft)",
        accent: "var(--accent)",
        onaccent: "var(--on-accent)",
        tint: "var(--tint)",
        gain: "var(--gain)",
        "gain-tint": "var(--gain-tint)",
        /** What is drawn, not written. */
        "gain-fill": "var(--gain-fill)",
        "gain-light": "var(--gain-light)",
        "loss-fill": "var(--loss-fill)",
        loss: "var(--loss)",
        "loss-tint": "var(--loss-tint)",
        warn: "var(--warn)",
        "warn-tint": "var(--warn-tint)",
        scrim: "var(--scrim)",
      },
      fontFamily: { sans: ["Inter Variable", "system-ui", "sans-serif"] },
      borderRadius: { DEFAULT: "8px" },
      boxShadow: { lift: "var(--lift)" },
      animation: { appear: "appear 120ms ease-out", "slide-in": "slide-in 160ms ease-out", breathe: "breathe 1.6s ease-in-out infinite" },
    },
  },
} satisfies Config;
