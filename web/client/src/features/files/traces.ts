/** What a camera or a program wrote into a picture beside its pixels (where, when, with what, by whom)
 *  is cut out, without touching the pixels: JPEG, PNG and WebP. How it is to be turned stays. Pure. */

type Bytes = Uint8Array<ArrayBuffer>;

const KEPT_PNG = new Set("gAMA cHRM sRGB iCCP sBIT tRNS bKGD pHYs hIST sPLT cICP mDCV cLLI acTL fcTL fdAT".split(" "));
const KEPT_WEBP = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]);
const WEBP_EXIF = 8;
const WEBP_XMP = 4;

/** The picture without its traces; null where there are none. Throws for what it does not understand. */
export function withoutTraces(picture: Bytes): Bytes | null {
  const parts = partsOf(picture);
  const cut = joined(parts);
  return cut.length === picture.length && cut.every((byte, at) => byte === picture[at]) ? null : cut;
}

/** Whether the first bytes are of a kind whose traces can be cut. */
export function isTraceable(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xd8) || letters(head, 0, 4) === "\x89PNG" || (letters(head, 0, 4) === "RIFF" && letters(head, 8, 4) === "WEBP");
}

function partsOf(picture: Bytes): Uint8Array[] {
  if (!isTraceable(picture)) throw new Error("no such picture");
  if (picture[0] === 0xff) return jpegParts(picture);
  return picture[0] === 0x89 ? pngParts(picture) : webpParts(picture);
}

/** Source: ITU-T T.81, annex B; what comes after the end of the image (a film, other pictures) goes too. */
function jpegParts(picture: Bytes): Uint8Array[] {
  const parts: Uint8Array[] = [picture.subarray(0, 2)];
  let turn = 1;
  let at = 2;
  for (;;) {
    while (picture[at] === 0xff && picture[at + 1] === 0xff) at += 1;
    const marker = picture[at + 1];
    if (picture[at] !== 0xff || marker === undefined) throw new Error("a JPEG that breaks off");
    if (marker === 0xd9) break;
    const end = at + 2 + number(picture, at + 2, 2);
    if (end > picture.length || end < at + 4) throw new Error("a JPEG that breaks off");
    const segment = picture.subarray(at, end);
    if (marker === 0xe1 && letters(segment, 4, 4) === "Exif") turn = turnOf(segment.subarray(10));
    if (isKeptSegment(marker, segment)) parts.push(segment);
    at = end;
    if (marker !== 0xda) continue;
    at = endOfScan(picture, end);
    parts.push(picture.subarray(end, at));
  }
  parts.push(picture.subarray(at, at + 2));
  if (turn !== 1) {
    const exif = [...ascii("Exif\0\0"), ...exifOf(turn)];
    const first = parts[1]?.[1] === 0xe0 ? 2 : 1; // JFIF comes first
    parts.splice(first, 0, Uint8Array.from([0xff, 0xe1, 0, exif.length + 2, ...exif]));
  }
  return parts;
}

/** Of the application's own: how the colours are meant. No comments. */
function isKeptSegment(marker: number, segment: Uint8Array): boolean {
  if (marker === 0xe0) return letters(segment, 4, 4) === "JFIF";
  if (marker === 0xe2) return letters(segment, 4, 11) === "ICC_PROFILE";
  return marker === 0xee || marker < 0xe0 || (marker > 0xef && marker !== 0xfe);
}

/** Where the next marker stands that belongs to no scan. */
function endOfScan(picture: Uint8Array, from: number): number {
  for (let at = picture.indexOf(0xff, from); at >= 0; at = picture.indexOf(0xff, at + 1)) {
    const next = picture[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw new Error("a JPEG that breaks off");
}

/** Source: PNG (Third Edition), 5 and 11. */
function pngParts(picture: Bytes): Uint8Array[] {
  const parts: Uint8Array[] = [picture.subarray(0, 8)];
  let turn = 1;
  let data = -1; // where the pixels begin: whatever says how to turn them stands before
  for (let at = 8, name = ""; name !== "IEND"; ) {
    const size = number(picture, at, 4);
    name = letters(picture, at + 4, 4);
    const end = at + 12 + size;
    if (end > picture.length || name === "") throw new Error("a PNG that breaks off");
    if (name === "eXIf") turn = turnOf(picture.subarray(at + 8, at + 8 + size));
    if (name === "IDAT" && data < 0) data = parts.length;
    const critical = name[0]! < "a";
    if (critical || KEPT_PNG.has(name)) parts.push(picture.subarray(at, end));
    at = end;
  }
  if (turn !== 1 && data > 0) parts.splice(data, 0, pngChunk("eXIf", exifOf(turn)));
  return parts;
}

function pngChunk(name: string, data: readonly number[]): Uint8Array {
  const named = [...ascii(name), ...data];
  return Uint8Array.from([...bigEndian(data.length), ...named, ...bigEndian(checksum(named))]);
}

/** Source: RFC 9649, 2.7. */
function webpParts(picture: Bytes): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let turn = 1;
  let header: Uint8Array | undefined;
  const whole = Math.min(picture.length, 8 + littleEndian(picture, 4));
  for (let at = 12; at + 8 <= whole; ) {
    const size = littleEndian(picture, at + 4);
    const name = letters(picture, at, 4);
    const end = at + 8 + size + (size % 2);
    if (end > whole + 1) throw new Error("a WebP that breaks off");
    if (name === "EXIF") turn = turnOf(picture.subarray(at + 8 + (letters(picture, at + 8, 4) === "Exif" ? 6 : 0), at + 8 + size));
    if (KEPT_WEBP.has(name)) chunks.push(name === "VP8X" ? (header = picture.slice(at, end)) : picture.subarray(at, end));
    at = end;
  }
  if (header) header[8]! &= ~(WEBP_EXIF | WEBP_XMP);
  if (header && turn !== 1) {
    header[8]! |= WEBP_EXIF;
    const exif = exifOf(turn);
    chunks.push(Uint8Array.from([...ascii("EXIF"), exif.length, 0, 0, 0, ...exif]));
  }
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 4);
  const sized = [size & 255, (size >> 8) & 255, (size >> 16) & 255, size >>> 24];
  return [Uint8Array.from([...ascii("RIFF"), ...sized, ...ascii("WEBP")]), ...chunks];
}

/** How a picture is to be turned, from 1 (as it is) to 8. Source: Exif 2.32, 4.6.4; TIFF 6.0, section 2. */
function turnOf(tiff: Uint8Array): number {
  const little = letters(tiff, 0, 2) === "II";
  const read = (at: number, size: number) => (little ? number(tiff.slice(at, at + size).reverse(), 0, size) : number(tiff, at, size));
  const list = read(4, 4);
  const count = Math.min(read(list, 2), 500);
  for (let entry = 0; entry < count; entry += 1) {
    const at = list + 2 + entry * 12;
    if (read(at, 2) !== 0x0112) continue;
    const turn = read(at + 8, 2);
    return turn >= 1 && turn <= 8 ? turn : 1;
  }
  return 1;
}

/** An Exif block that says how to turn the picture, and nothing else. */
function exifOf(turn: number): number[] {
  return [...ascii("MM\0*"), 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0];
}

function joined(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const ascii = (text: string): number[] => [...text].map((sign) => sign.charCodeAt(0));
const letters = (bytes: Uint8Array, at: number, size: number): string => String.fromCharCode(...bytes.subarray(at, at + size));
const bigEndian = (value: number): number[] => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
const littleEndian = (bytes: Uint8Array, at: number): number => number(bytes.slice(at, at + 4).reverse(), 0, 4);

function number(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let place = 0; place < size; place += 1) value = value * 256 + (bytes[at + place] ?? 0);
  return value;
}

/** Source: PNG (Third Edition), annex D. */
function checksum(bytes: readonly number[]): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
