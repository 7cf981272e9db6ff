/**
 * Would a Content-Security-Policy let a page load a script or send to an address? A small part of CSP Level 3 (sections 6.7.2.5 to 6.7.2.8: source
 * lists, host sources, nonces, strict-dynamic), enough for one external script with or without a nonce.
 */
export type Subject = { directive: "script-src" | "connect-src"; target: URL; page: URL; nonce: string | null };

const FALLBACKS: Record<Subject["directive"], string[]> = { "script-src": ["script-src-elem", "script-src", "default-src"], "connect-src": ["connect-src", "default-src"] };

/** The directive that forbids it, as written, or null when every policy allows it. */
export function findBlockingDirective(policies: string[], subject: Subject): string | null {
  for (const policy of policies.flatMap((header) => header.split(","))) {
    const directives = parsePolicy(policy);
    const name = FALLBACKS[subject.directive].find((candidate) => directives.has(candidate));
    if (name && !allows(directives.get(name) ?? [], subject)) return `${name} ${(directives.get(name) ?? []).join(" ")}`.trim().slice(0, 300);
  }
  return null;
}

function parsePolicy(policy: string): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const part of policy.split(";")) {
    const [name, ...sources] = part.trim().split(/\s+/);
    // A directive's first mention counts.
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  return directives;
}

function allows(sources: string[], { directive, target, page, nonce }: Subject): boolean {
  if (directive === "script-src") {
    if (nonce && sources.includes(`'nonce-${nonce}'`)) return true;
    // With strict-dynamic the list of hosts does not count.
    if (sources.some((source) => source.toLowerCase() === "'strict-dynamic'")) return false;
  }
  return sources.some((source) => matches(source.toLowerCase(), target, page));
}

function matches(source: string, target: URL, page: URL): boolean {
  if (source === "*") return true;
  if (source === "'self'") return target.host === page.host && (target.protocol === page.protocol || target.protocol === "https:");
  if (/^[a-z][a-z0-9+.-]*:$/.test(source)) return target.protocol === source || (source === "http:" && target.protocol === "https:");
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9_.-]+|\[[0-9a-f:]+\])(?::(\d+|\*))?(\/[^?#]*)?$/.exec(source);
  if (!match) return false;
  const [, scheme, host = "", port, path] = match;
  const wanted = scheme ? `${scheme}:` : page.protocol;
  if (target.protocol !== wanted && !(wanted === "http:" && target.protocol === "https:")) return false;
  const name = target.hostname;
  if (host !== "*" && (host.startsWith("*.") ? !name.endsWith(host.slice(1)) : name !== host)) return false;
  const given = target.port || (target.protocol === "https:" ? "443" : "80");
  if (port === undefined ? target.port !== "" : port !== "*" && port !== given) return false;
  return !path || path === "/" || (path.endsWith("/") ? target.pathname.startsWith(path) : target.pathname === path);
}
