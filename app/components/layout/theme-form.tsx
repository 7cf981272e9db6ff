import { Form, useLocation } from "@remix-run/react";
import { Monitor, Moon, Sun } from "lucide-react";

const THEMES = [
  { theme: "system", label: "As the system", Icon: Monitor },
  { theme: "light", label: "Light", Icon: Sun },
  { theme: "dark", label: "Dark", Icon: Moon },
];

/** Chooses the appearance and comes back to the same page. */
export function ThemeForm({ className, buttonClassName }: { className: string; buttonClassName: string }) {
  const { pathname, search } = useLocation();
  return (
    <Form method="post" action="/theme" preventScrollReset className={className}>
      <input type="hidden" name="to" value={pathname + search} />
      {THEMES.map(({ theme, label, Icon }) => (
        <button key={theme} name="theme" value={theme} className={buttonClassName}>
          <Icon size={16} aria-hidden className="text-soft" /> {label}
        </button>
      ))}
    </Form>
  );
}
