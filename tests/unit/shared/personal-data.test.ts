import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { openEmail, openText, sealEmail, sealText, setPersonalDataSecret } from "../../../server/shared/personal-data.ts";

describe("sealing what is personal", () => {
  beforeEach(() => setPersonalDataSecret("a secret of at least thirty-two characters"));

  test("addresses come back, equal ones are equal sealed, and different ones differ", () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.emailAddress(), (a, b) => {
        expect(openEmail(sealEmail(a))).toBe(a);
        expect(sealEmail(a) === sealEmail(b)).toBe(a === b);
        expect(sealEmail(sealEmail(a))).toBe(sealEmail(a));
        expect(sealEmail(a)).not.toContain(a.split("@")[1] as string);
      }),
    );
  });

  test("texts come back, and the same one is never sealed alike", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(openText(sealText(text))).toBe(text);
      }),
    );
    expect(sealText("x")).not.toBe(sealText("x"));
  });

  test("another secret opens nothing, and a changed seal does not open", () => {
    const [email, text] = [sealEmail("buyer@example.com"), sealText("payload")];
    const changed = `${email.slice(0, -3)}${email.at(-3) === "A" ? "B" : "A"}${email.slice(-2)}`;
    expect(openEmail(changed)).toBeNull();
    setPersonalDataSecret("another secret of at least thirty-two characters");
    expect(openEmail(email)).toBeNull();
    expect(() => openText(text)).toThrow(/another APP_SECRET/);
  });

  test("what was stored before there was sealing comes as it is", () => {
    expect(openEmail("old@example.com")).toBe("old@example.com");
    expect(openText('{"id":"evt_1"}')).toBe('{"id":"evt_1"}');
    expect(openEmail(null)).toBeNull();
  });
});
