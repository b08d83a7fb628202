import { describe, expect, it } from "vitest";
import { pinnedUntil, type Pinned } from "./pin_end";
import { isPostPlace, joined, parted, postPlace } from "./words";

describe("a draft of a post", () => {
  it("has its title in the first line, with or without words below", () => {
    for (const whole of ["Roses\nThey bloom.", "Roses", "\nWords alone", "Roses\n\nTwo\nlines\n"]) {
      const { title, text } = parted(whole);
      expect(joined(title, text)).toBe(whole);
    }
    expect(parted("Roses\nThey\nbloom.")).toEqual({ title: "Roses", text: "They\nbloom." });
  });

  it("has a place of its own in its channel", () => {
    expect(isPostPlace(postPlace("C1"))).toBe(true);
    expect(isPostPlace("M1")).toBe(false);
    expect(isPostPlace(null)).toBe(false);
  });
});

describe("a pin", () => {
  it("ends after so many days, or not by itself", () => {
    const day_ms = 86_400_000;
    const chosen = (pinned: Pinned) => pinnedUntil({ pinned, pinnedUntil: null }, 1);
    expect(chosen("no")).toEqual({});
    expect(chosen("day")).toEqual({ pinned: true, pinned_until: 1 + day_ms });
    expect(chosen("week")).toEqual({ pinned: true, pinned_until: 1 + 7 * day_ms });
    expect(chosen("always")).toEqual({ pinned: true });
  });

  it("ends with the day that was chosen, and is not sent once that is past", () => {
    const end = new Date(2026, 10, 30, 23, 59).getTime();
    expect(pinnedUntil({ pinned: "until", pinnedUntil: end }, end - 1)).toEqual({ pinned: true, pinned_until: end });
    expect(pinnedUntil({ pinned: "until", pinnedUntil: end }, end)).toBeNull();
    expect(pinnedUntil({ pinned: "until", pinnedUntil: null }, 1)).toBeNull();
  });
});
