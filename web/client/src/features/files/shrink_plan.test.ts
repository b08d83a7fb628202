import { expect, test } from "vitest";
import { isAnimated, mayShrink, renamed, shrunkSize } from "./shrink_plan";

const photo = { type: "image/jpeg", size: 900_000, width: 1600, height: 1200 };

test("a light photo of a usual size goes as it is", () => {
  expect(shrunkSize(photo)).toBeNull();
});

test.each([
  [{ ...photo, width: 8000, height: 6000, size: 12_000_000 }, { width: 2560, height: 1920 }],
  [{ ...photo, width: 3000, height: 4000 }, { width: 1920, height: 2560 }],
  [{ ...photo, size: 3_000_000 }, { width: 1600, height: 1200 }],
  [{ ...photo, type: "image/heic" }, { width: 1600, height: 1200 }],
  [{ ...photo, width: 40_000, height: 3 }, { width: 2560, height: 1 }],
])("%j is written as %j", (measured, size) => {
  expect(shrunkSize(measured)).toEqual(size);
});

test("drawings in vectors, films and monsters are not opened", () => {
  expect(mayShrink({ type: "image/svg+xml", size: 100 })).toBe(false);
  expect(mayShrink({ type: "image/gif", size: 100 })).toBe(false);
  expect(mayShrink({ type: "video/mp4", size: 100 })).toBe(false);
  expect(mayShrink({ type: "image/jpeg", size: 900_000_000 })).toBe(false);
  expect(mayShrink({ type: "image/jpeg", size: 9_000_000 })).toBe(true);
});

const bytes = (text: string, flag = 0) => Uint8Array.from([...text].map((sign) => sign.charCodeAt(0)).concat(flag));

test("moving pictures are told by their first bytes", () => {
  expect(isAnimated(bytes("GIF89a"))).toBe(true);
  expect(isAnimated(bytes("RIFF0000WEBPVP8X\x0a\x00\x00\x00", 2))).toBe(true);
  expect(isAnimated(bytes("RIFF0000WEBPVP8X\x0a\x00\x00\x00", 16))).toBe(false);
  expect(isAnimated(bytes("\x89PNG\r\n\x1a\nIHDR....acTL"))).toBe(true);
  expect(isAnimated(bytes("\x89PNG\r\n\x1a\nIHDR....IDAT"))).toBe(false);
});

test("a copy of another kind has another ending", () => {
  expect(renamed("IMG_1.HEIC", "image/jpeg")).toBe("IMG_1.jpg");
  expect(renamed("a.JPEG", "image/jpeg")).toBe("a.JPEG");
  expect(renamed("plan v1.2", "image/jpeg")).toBe("plan v1.jpg");
  expect(renamed("pasted.png", "image/png")).toBe("pasted.png");
});
