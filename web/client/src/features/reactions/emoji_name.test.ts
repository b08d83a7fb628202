// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import usual from "virtual:emoji/usual";
import { USUAL } from "./usual";

describe("what an emoji is called", () => {
  beforeEach(() => vi.resetModules());

  it.each([
    ["en", ["thumbs up", "thumbs up", "thumbs up", "party popper", "red heart"]],
    ["fr", ["pouce vers le haut", "pouce vers le haut", "pouce vers le haut", "cotillons", "cœur rouge"]],
  ])("is said in %s", async (language, labels) => {
    const { loadCatalogue } = await import("../../ui/i18n");
    const { emojiName } = await import("./emoji");
    await loadCatalogue(language);
    expect(emojiName("tada")).toBe("tada"); // until the names are here
    await vi.waitFor(() => expect(emojiName("tada")).not.toBe("tada"), { timeout: 20_000 });
    expect(["+1", "thumbsup", "👍", "tada", "heart"].map(emojiName)).toEqual(labels);
  });

  it("is its short code in words where nobody has another name", async () => {
    const { emojiName } = await import("./emoji");
    expect(emojiName("our_own_logo")).toBe("our own logo");
    expect(emojiName("🫠")).toBe("🫠");
  });

  it.each(Object.keys(usual))("is known of every usual one in %s", async (language) => {
    const { default: labels } = await usual[language]!();
    expect(labels).toHaveLength(USUAL.length);
    expect(labels.filter((label) => !label || label.includes("_"))).toEqual([]);
  });
});
