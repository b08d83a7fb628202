// @vitest-environment happy-dom
import { afterAll, describe, expect, it } from "vitest";
import { loadCatalogue } from "./i18n";
import { fileSize } from "./sizes";

afterAll(() => loadCatalogue("en"));

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("a size", () => {
  it.each([
    ["en", ["0 bytes", "1 byte", "2 bytes", "999 bytes", "1 KB", "1.5 KB", "312 MB"]],
    ["fr", ["0 octet", "1 octet", "2 octets", "999 octets", "1 Ko", "1,5 Ko", "312 Mo"]],
  ])("is said with the plural of %s", async (language, words) => {
    await loadCatalogue(language);
    expect([0, 1, 2, 999, 1_000, 1_500, 312_000_000].map(fileSize).map(plain)).toEqual(words);
  });
});
