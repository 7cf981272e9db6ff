import { describe, expect, test } from "vitest";
import { localPath } from "../../../app/local-path.ts";
import { nextPath } from "../../../app/next-path.ts";

/** Where a browser that is on a page of ours goes by this Location. */
const goesTo = (location: string) => new URL(location, "https://stats.example.com/login").origin;

describe("where a login leads", () => {
  test.each(["//evil.example.com", "///evil.example.com", "/\\evil.example.com", "\\\\evil.example.com", "/\t/evil.example.com", "/\n/evil.example.com", "\t//evil.example.com", "/.//evil.example.com", "/..//evil.example.com", "/a/..//evil.example.com", "/%2e//evil.example.com", "https:evil.example.com", "https:/evil.example.com", "https://evil.example.com", "javascript:alert(1)", "evil.example.com", "http://[", "", " /a"])("not elsewhere by %j", (next) => {
    const path = nextPath(new Request(`https://stats.example.com/login?next=${encodeURIComponent(next)}`));
    expect(goesTo(path)).toBe("https://stats.example.com");
    expect(path).toMatch(/^\/(?!\/)/);
    expect(path).not.toMatch(/[\t\n\\]/);
  });

  test("to the page that was asked for, with its query", () => {
    expect(localPath("/w/web_1/payments?filter_country=DE&q=%2F%2Fx#top")).toBe("/w/web_1/payments?filter_country=DE&q=%2F%2Fx#top");
    expect(nextPath(new Request("https://stats.example.com/login"))).toBe("/");
  });
});
