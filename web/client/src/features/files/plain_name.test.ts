import { describe, expect, it } from "vitest";
import { nameInWords, nameParts, plainName } from "./plain_name";

const OVERRIDE = "\u202e";

describe("a file's name", () => {
  it("is not turned around by what it holds", () => {
    expect(plainName(`invoice${OVERRIDE}fdp.exe`)).toBe("invoice\ufffdfdp.exe");
    for (const sign of "\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069") expect(plainName(`a${sign}b`)).toBe("a\ufffdb");
  });

  it("loses marks that show nothing, and keeps what is written", () => {
    expect(plainName("re\u200bport\u200e.pdf\u200f")).toBe("report.pdf");
    expect(plainName("été 👩‍🌾 à Nîmes.jpg")).toBe("été 👩‍🌾 à Nîmes.jpg");
    expect(plainName("تقرير.pdf")).toBe("تقرير.pdf");
  });

  it("stays in one line, without a gap that pushes its end away", () => {
    expect(plainName(`photo.jpg${" \u00a0\u3000".repeat(50)}.exe`)).toBe("photo.jpg .exe");
    expect(plainName("a\nb")).toBe("a b");
  });

  it("always shows how it ends", () => {
    expect(nameParts("report.pdf")).toEqual(["report", ".pdf"]);
    expect(nameParts(`photo.jpg${" ".repeat(90)}.exe`)).toEqual(["photo.jpg ", ".exe"]);
    expect(nameParts(`photo.jpg.${"x".repeat(40)}exe`)[1]).toBe("xxxxxexe");
    expect(nameParts(".gitignore")).toEqual([".giti", "gnore"]);
    expect(nameParts("README").join("")).toBe("README");
    expect(nameParts("a")).toEqual(["a", ""]);
  });

  it("does not turn the sentence around that it stands in", () => {
    expect(nameInWords("report.pdf")).toBe("report.pdf");
    expect(nameInWords("תקציב.pdf")).toBe("\u2068תקציב.pdf\u2069");
  });
});
