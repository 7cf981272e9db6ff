/*
 * The browser script. It imports nothing and must stay under 3 kB gzipped. It never throws into the page, keeps two first-party cookies
 * (none with data-cookieless) and sends batches of hits to /api/track.
 */
type Params = Record<string, string>;
type Api = ((command: string, ...rest: unknown[]) => void) & { q?: ArrayLike<unknown>[]; getVisitorId(): string; getSessionId(): string; loaded?: boolean };
type Page = Window & { postMetric?: Api; postmetric?: Api; navigation?: unknown };

(() => {
  const page = window as unknown as Page;
  // What is called before the page view waits for it: a goal must not come before the campaign that brought its visitor. Null once that is sent.
  let waiting: ArrayLike<unknown>[] | null = [...(page.postmetric?.q ?? []), ...(page.postMetric && page.postMetric !== page.postmetric ? (page.postMetric.q ?? []) : [])];
  if (page.postMetric?.loaded) return;
  const tag = (document.currentScript ?? document.querySelector("script[data-website-id],script[src*='/api/track.js?']")) as HTMLScriptElement | null;
  if (!tag) return;
  const option = (name: string) => tag.getAttribute("data-" + name);
  const source = new URL(tag.src, location.href);
  const websiteId = option("website-id") ?? source.searchParams.get("site");
  if (!websiteId) return console.warn("PostMetric: the snippet needs data-website-id");
  const given = option("api");
  // data-api names the proxied folder (/stats) or the tracking address itself (/stats/track).
  const base = given ? new URL(given, location.href).href.replace(/(\/track)?\/?$/, "") : source.origin + "/api";
  let cookieless = option("cookieless") !== null && option("cookieless") !== "false";
  const excluded = (option("exclude-paths") ?? "").split(",").map((path) => path.trim()).filter(Boolean);
  const hashRouting = option("hash-routing") !== null;
  const memory: Record<string, string> = {};
  const doc = document;

  // Of version 7: it begins with the time, so that ids of one time lie together in the database's indexes, where random ones cost a page each.
  function uuid(): string {
    const time = Date.now().toString(16).padStart(12, "0");
    const bytes = crypto.getRandomValues(new Uint8Array(10));
    bytes[0] = (bytes[0]! & 15) | 112;
    bytes[2] = (bytes[2]! & 63) | 128;
    return time.slice(0, 8) + "-" + time.slice(8) + [...bytes].map((byte, index) => (index < 5 && index % 2 === 0 ? "-" : "") + (byte + 256).toString(16).slice(1)).join("");
  }

  // Reading the cookies waits for another process of the browser: once for both.
  const cookies = () => (cookieless ? "" : doc.cookie);
  function cookie(name: string, seconds: number, jar = cookies()): string {
    const found = new RegExp("(?:^|; )" + name + "=([\\w-]{8,64})").exec(jar);
    const id = (memory[name] = found?.[1] ?? memory[name] ?? uuid());
    if (!cookieless) writeCookie(name, id, seconds);
    return id;
  }
  function writeCookie(name: string, value: string, seconds: number): void {
    const domain = option("domain");
    doc.cookie = name + "=" + value + ";path=/;max-age=" + seconds + ";samesite=lax" + (location.protocol === "https:" ? ";secure" : "") + (domain ? ";domain=" + domain : "");
  }

  // An idle session's cookie is gone by itself; one kept in memory is given up here.
  let lastActive = Date.now();
  function ids(): [string, string] {
    if (Date.now() - lastActive > 18e5) delete memory["_pm_sid"];
    lastActive = Date.now();
    const jar = cookies();
    return [cookie("_pm_vid", 31536000, jar), cookie("_pm_sid", 1800, jar)];
  }

  const api = function (command: string, ...rest: unknown[]) {
    if (waiting) return waiting.push([command, ...rest]);
    try {
      run(command, rest);
    } catch (error) {
      console.warn("PostMetric:", error);
    }
  } as Api;
  api.getVisitorId = () => cookie("_pm_vid", 31536000);
  api.getSessionId = () => cookie("_pm_sid", 1800);
  api.loaded = true;
  page.postMetric = page.postmetric = api;

  // What is not answered yet is kept for this tab, so that the next page sends it again: its hitId makes a second arrival harmless.
  const KEPT = "_pm_q";
  function kept(change?: (entries: [string, string][]) => [string, string][]): [string, string][] {
    try {
      const entries = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as [string, string][];
      if (change) sessionStorage.setItem(KEPT, JSON.stringify(change(entries).slice(-20)));
      return entries;
    } catch {
      // Storage can be forbidden or full: then a page that goes away takes what is not sent with it.
      return [];
    }
  }
  // What this page sends and has no answer to.
  const own = new Set<string>();
  function post(path: string, text: string, tries = 0): void {
    if (optedOut()) return;
    own.add(text);
    const forget = () => {
      own.delete(text);
      kept((entries) => entries.filter((entry) => entry[1] !== text));
    };
    // Every minute at last, for half an hour; then it is left to the next look at the tab, or its next page.
    const again = (seconds: number) => {
      if (tries < 32) setTimeout(post, Math.max(seconds, 2 ** Math.min(tries + 1, 6)) * 1e3, path, text, tries + 1);
      else own.delete(text);
    };
    if (!tries) {
      kept((entries) => [...entries.filter((entry) => entry[1] !== text), [path, text]]);
      // A request that outlives its page tells, while the page lives, whether it was taken; a beacon never does, but takes more.
      if (doc.visibilityState === "hidden" && (!("keepalive" in Request.prototype) || text.length > 2e4) && navigator.sendBeacon?.(base + path, text)) return void own.delete(text);
    }
    fetch(base + path, { method: "POST", body: text, keepalive: text.length < 2e4, headers: { "Content-Type": "text/plain" }, credentials: "omit" }).then((answer) => {
      if (answer.status > 499 || answer.status === 429) return again(Math.min(+answer.headers.get("Retry-After")! || 0, 300));
      forget();
      answer.json().then((told: { data?: { cookieless?: { visitorId: string; sessionId: string } } }) => told.data?.cookieless && adopt(told.data.cookieless)).catch(() => {});
    }, () => again(0));
  }

  // The website has no cookies: the ids are the server's, and what an earlier page set is taken away.
  function adopt(given: { visitorId: string; sessionId: string }): void {
    for (const name of ["_pm_vid", "_pm_sid"]) if (!cookieless) writeCookie(name, "", 0);
    cookieless = true;
    memory["_pm_vid"] = given.visitorId;
    memory["_pm_sid"] = given.sessionId;
  }

  let batch: unknown[] = [];
  function flush(): void {
    const hits = batch;
    batch = [];
    if (hits.length) post("/track", JSON.stringify(hits));
  }

  function optedOut(): boolean {
    try {
      return localStorage.getItem("postmetric_ignore") === "true";
    } catch {
      // Storage can be forbidden; then nobody has opted out there.
      return false;
    }
  }
  function ignored(): boolean {
    return (
      !/^http/.test(location.protocol) ||
      excluded.some((pattern) => new RegExp("^" + pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*") + "$").test(location.pathname))
    );
  }

  let current = location.href;
  let previous = doc.referrer;
  function send(type: string, more: object = {}): void {
    // On pages that are left out too: a checkout there passes the ids on.
    const [visitorId, sessionId] = ids();
    if (ignored()) return;
    if (!batch.length) setTimeout(flush, 0);
    batch.push({ websiteId, visitorId, sessionId, type, url: current, referrer: previous, title: doc.title, hitId: uuid(), screen: screen.width + "x" + screen.height, language: navigator.language, cookieless: cookieless || undefined, ...more });
  }

  function goal(name: unknown, params?: unknown): void {
    if (typeof name !== "string" || !/^[a-z0-9_-]{1,64}$/.test(name)) return console.warn("PostMetric: a goal's name is up to 64 of a-z, 0-9, - and _:", name);
    const { value, ...rest } = (params ?? {}) as Record<string, unknown>;
    const entries = Object.entries(rest).filter(([key]) => /^[a-z0-9_-]{1,64}$/.test(key)).slice(0, 10).map(([key, entry]) => [key, String(entry).slice(0, 255)]);
    send("goal", { name, value: typeof value === "number" ? value : undefined, params: entries.length ? Object.fromEntries(entries) : undefined });
  }

  // Time in view since the page was shown, for the leave.
  let engaged = 0;
  let shownAt = doc.visibilityState === "hidden" ? 0 : Date.now();
  let viewing = false;
  let scrolled = false;
  function leave(): void {
    if (shownAt) engaged += Date.now() - shownAt;
    shownAt = 0;
    if (viewing && engaged > 0) send("leave", { engagedMs: engaged });
    engaged = 0;
    flush();
  }
  function view(url = location.href): void {
    current = url;
    scrolled = false;
    viewing = true;
    shownAt = doc.visibilityState === "hidden" ? 0 : Date.now();
    send("pageview");
  }
  const place = () => location.pathname + location.search + (hashRouting ? location.hash : "");
  let last = place();
  function navigated(): void {
    if (place() === last) return;
    last = place();
    leave();
    previous = current;
    view();
  }

  function run(command: string, rest: unknown[]): void {
    const [first, second] = rest as [unknown, Record<string, unknown> | undefined];
    if (command === "identify") {
      const [visitorId, sessionId] = ids();
      if (!ignored()) post("/identify", JSON.stringify({ site: websiteId, visitorId, sessionId, cookieless: cookieless || undefined, ...(first as object) }));
    } else if (command === "track") {
      if (first === "pageview") view();
      else if (first === "goal") {
        const { event, ...params } = second ?? {};
        goal(event, params);
      } else console.warn('PostMetric: track knows "pageview" and "goal"');
    } else goal(command, first);
  }

  // A Payment Link carries visitor and session without code: pm_<visitor>_<session>.
  function hint(link: HTMLAnchorElement): void {
    if (link.hostname !== "buy.stripe.com") return;
    const url = new URL(link.href);
    const reference = "pm_" + api.getVisitorId() + "_" + api.getSessionId();
    if (url.searchParams.has("client_reference_id") || reference.length > 200) return;
    url.searchParams.set("client_reference_id", reference);
    link.href = url.href;
  }
  const closest = <Found extends Element>(event: Event, selector: string) => (event.target as Element | null)?.closest?.(selector) as Found | null;

  function clicked(event: Event): void {
    const marked = closest<HTMLElement>(event, "[data-postmetric-goal]");
    if (marked && event.type === "click") {
      const params: Params = {};
      for (const { name, value } of marked.attributes) if (name.startsWith("data-postmetric-goal-")) params[name.slice(21).replace(/-/g, "_")] = value;
      goal(marked.getAttribute("data-postmetric-goal"), params);
    }
    const link = closest<HTMLAnchorElement>(event, "a[href]");
    if (!link) return;
    hint(link);
    if (!/^http/.test(link.protocol)) return;
    if (/\.(pdf|zip|dmg|exe|docx?|xlsx?|pptx?|csv|txt|mp[34]|mov|avi|gz|7z|rar|pkg|epub)$/i.test(link.pathname)) goal("file_download", { url: link.host + link.pathname });
    else if (link.host !== location.host) goal("outbound_link", { url: link.host + link.pathname });
    else return;
    flush();
  }

  function start(): void {
    const resend = () => kept().forEach(([path, text]) => own.has(text) || post(path, text));
    // In a task of its own: the first look into a storage takes a browser milliseconds.
    setTimeout(() => safely(resend));
    // The address that the visitor came by, whatever the page has made of it since.
    safely(() => view(current));
    const calls = waiting ?? [];
    waiting = null;
    for (const call of calls) safely(() => api(...(Array.from(call) as [string])));
    for (const name of ["click", "auxclick"]) doc.addEventListener(name, (event) => safely(() => clicked(event)), true);
    for (const name of ["mousedown", "touchstart", "focusin"]) {
      doc.addEventListener(name, (event) => safely(() => {
        const link = closest<HTMLAnchorElement>(event, "a[href]");
        if (link) hint(link);
      }), { capture: true, passive: true });
    }
    addEventListener("scroll", () => {
      if (scrolled) return;
      scrolled = true;
      safely(() => goal("scroll"));
    }, { passive: true });
    for (const name of ["pushState", "replaceState"] as const) {
      const original = history[name];
      history[name] = function (...args) {
        original.apply(this, args);
        safely(navigated);
      };
    }
    addEventListener("popstate", () => safely(navigated));
    if (hashRouting) addEventListener("hashchange", () => safely(navigated));
    doc.addEventListener("visibilitychange", () => safely(() => {
      if (doc.visibilityState === "hidden") leave();
      else {
        shownAt = Date.now();
        resend();
      }
    }));
    addEventListener("pagehide", () => safely(leave));
    addEventListener("pageshow", (event) => safely(() => {
      if ((event as PageTransitionEvent).persisted) view();
    }));
    const hintAll = () => doc.querySelectorAll<HTMLAnchorElement>('a[href*="buy.stripe.com"]').forEach((link) => safely(() => hint(link)));
    hintAll();
    doc.addEventListener("DOMContentLoaded", hintAll);
    navigated();
  }
  function safely(action: () => void): void {
    try {
      action();
    } catch {
      // The page comes first.
    }
  }

  if ((doc as Document & { prerendering?: boolean }).prerendering) doc.addEventListener("prerenderingchange", () => safely(start), { once: true });
  else safely(start);
})();
