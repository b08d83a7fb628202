import { expect, test } from "vitest";
import { isTraceable, withoutTraces } from "./traces";

const ascii = (text: string) => [...text].map((sign) => sign.charCodeAt(0));
const bytes = (...parts: readonly (readonly number[])[]) => Uint8Array.from(parts.flat());
const text = (found: Uint8Array | null) => String.fromCharCode(...(found ?? []));

/** Little-endian TIFF: the camera, how to turn the picture, and a place. */
const tiff = (turn: number) => [
  ...ascii("II"), 42, 0, 8, 0, 0, 0, 2, 0,
  0x0f, 0x01, 2, 0, 4, 0, 0, 0, ...ascii("Cam\0"),
  0x12, 0x01, 3, 0, 1, 0, 0, 0, turn, 0, 0, 0,
  0, 0, 0, 0, ...ascii("45.764N 4.8357E"),
];
/** What is left of it. */
const turned = (turn: number) => [...ascii("MM\0*"), 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0];

const segment = (marker: number, data: readonly number[]) => [0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255, ...data];
const SOI = [0xff, 0xd8];
const EOI = [0xff, 0xd9];
const jfif = segment(0xe0, [...ascii("JFIF\0"), 1, 2, 0, 0, 1, 0, 1, 0, 0]);
const colours = segment(0xe2, ascii("ICC_PROFILE\0how red is red"));
const adobe = segment(0xee, ascii("Adobe12345"));
const tables = segment(0xdb, [0, 1, 2, 3]);
const scans = [...segment(0xda, [1, 1, 0]), 9, 0xff, 0, 9, 0xff, 0xd3, 7, ...segment(0xc4, [5]), ...segment(0xda, [1, 2, 0]), 8, 8];
const exif = (turn: number) => segment(0xe1, [...ascii("Exif\0\0"), ...tiff(turn)]);
const traces = [
  ...segment(0xe1, ascii("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>")),
  ...segment(0xe2, ascii("MPF\0other pictures")),
  ...segment(0xed, ascii("Photoshop 3.0\0by Ada")),
  ...segment(0xfe, ascii("At home")),
];

test("a JPEG loses all that was noted, and keeps pixels, colours and how it is turned", () => {
  const photo = bytes(SOI, jfif, exif(6), traces, colours, adobe, tables, scans, EOI, ascii("a film"));
  expect(withoutTraces(photo)).toEqual(
    bytes(SOI, jfif, segment(0xe1, [...ascii("Exif\0\0"), ...turned(6)]), colours, adobe, tables, scans, EOI),
  );
});

test("a JPEG that stands upright keeps no block at all", () => {
  expect(withoutTraces(bytes(SOI, exif(1), tables, scans, EOI))).toEqual(bytes(SOI, tables, scans, EOI));
});

test("what has no traces is left as it is, also once they were cut", () => {
  expect(withoutTraces(bytes(SOI, jfif, colours, tables, scans, EOI))).toBeNull();
  expect(withoutTraces(withoutTraces(bytes(SOI, exif(8), tables, scans, EOI))!)).toBeNull();
});

const chunk = (name: string, data: readonly number[]) => [0, 0, data.length >> 8, data.length & 255, ...ascii(name), ...data, 1, 2, 3, 4];
const PNG = [0x89, ...ascii("PNG\r\n\x1a\n")];
const size = chunk("IHDR", [1, 2, 3]);
const pixels = chunk("IDAT", [4, 5, 6]);
const end = chunk("IEND", []);

test("a PNG keeps what its pixels and colours need", () => {
  const noted = [...chunk("eXIf", tiff(1)), ...chunk("tEXt", ascii("Author\0Ada")), ...chunk("iTXt", ascii("XML:com.adobe.xmp")), ...chunk("tIME", [1])];
  const kept = [...size, ...chunk("gAMA", [1]), ...chunk("PLTE", [1]), ...pixels];
  expect(withoutTraces(bytes(PNG, size, noted, chunk("gAMA", [1]), chunk("PLTE", [1]), pixels, chunk("tEXt", [1]), end, [7]))).toEqual(bytes(PNG, kept, end));
  expect(withoutTraces(bytes(PNG, kept, end))).toBeNull();
});

test("a PNG that is to be turned stays so", () => {
  const cut = withoutTraces(bytes(PNG, size, chunk("eXIf", tiff(3)), pixels, end));
  expect(text(cut)).toContain(text(bytes(ascii("eXIf"), turned(3))));
  expect(text(cut)).not.toContain("45.764N");
  expect(withoutTraces(cut!)).toBeNull();
});

const part = (name: string, data: readonly number[]) => [...ascii(name), data.length & 255, data.length >> 8, 0, 0, ...data, ...(data.length % 2 ? [0] : [])];
const webp = (...parts: readonly (readonly number[])[]) => {
  const rest = [...ascii("WEBP"), ...parts.flat()];
  return bytes(ascii("RIFF"), [rest.length & 255, rest.length >> 8, 0, 0], rest);
};
const header = (flags: number) => part("VP8X", [flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]);

test("a WebP loses its notes, and no longer says that there are any", () => {
  const photo = webp(header(0b101100), part("ICCP", [1, 2, 3]), part("VP8 ", [9]), part("EXIF", tiff(1)), part("XMP ", ascii("<x/>")));
  expect(withoutTraces(photo)).toEqual(webp(header(0b100000), part("ICCP", [1, 2, 3]), part("VP8 ", [9])));
  expect(withoutTraces(webp(part("VP8 ", [9])))).toBeNull();
});

test("a WebP that is to be turned stays so", () => {
  const photo = webp(header(8), part("VP8 ", [9]), part("EXIF", [...ascii("Exif\0\0"), ...tiff(6)]));
  expect(withoutTraces(photo)).toEqual(webp(header(8), part("VP8 ", [9]), part("EXIF", turned(6))));
});

test.each([
  ["a JPEG that breaks off", bytes(SOI, exif(6), tables)],
  ["a scan without end", bytes(SOI, tables, scans)],
  ["a segment longer than the file", bytes(SOI, [0xff, 0xe1, 0xff, 0xff, 1])],
  ["a PNG that breaks off", bytes(PNG, size, pixels)],
  ["a WebP that breaks off", webp([...ascii("EXIF"), 200, 0, 0, 0, 1])],
  ["something else", bytes(ascii("GIF89a"))],
])("%s is not understood", (_name, picture) => {
  expect(() => withoutTraces(picture)).toThrow();
});

test("what can be cut is told by its first bytes", () => {
  expect(isTraceable(bytes(SOI))).toBe(true);
  expect(isTraceable(bytes(PNG))).toBe(true);
  expect(isTraceable(webp())).toBe(true);
  expect(isTraceable(bytes(ascii("RIFF....WAVE")))).toBe(false);
  expect(isTraceable(bytes(ascii("<svg")))).toBe(false);
});
