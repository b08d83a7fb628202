/** Which pictures are made smaller before they are sent, and to what size. Pure. */

/** The longest side of a photo that is sent; enough for any screen. */
export const LONGEST_SIDE = 2560;
/** A picture heavier than this is written anew. */
export const HEAVY_BYTES = 2_000_000;
/** Heavier ones, or those with more pixels, are not opened here at all: they go as they are. */
const TOO_HEAVY_BYTES = 80_000_000;
const STILL = new Set(["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif", "image/bmp"]);
/** What every browser shows; others are always written anew. */
const COMMON = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);

export interface Measured {
  type: string;
  size: number;
  width: number;
  height: number;
}

/** Whether a file is looked into before it goes: it may be too large, or tell where it was taken. */
export function isPhoto(file: { type: string; name: string }): boolean {
  return STILL.has(file.type) || (file.type === "" && /\.(jpe?g|png|webp|hei[cf]|avif)$/i.test(file.name));
}

/** Whether a file can be opened as a picture, to be measured and perhaps made smaller. */
export function mayShrink(file: { type: string; size: number }): boolean {
  return STILL.has(file.type) && file.size <= TOO_HEAVY_BYTES;
}

/** Whether every browser can open it: one that it cannot open is broken. */
export function isKnownEverywhere(file: { type: string; size: number }): boolean {
  return mayShrink(file) && ["image/jpeg", "image/png", "image/webp"].includes(file.type);
}

/** The size to write it in; null where it goes as it is. */
export function shrunkSize({ type, size, width, height }: Measured): { width: number; height: number } | null {
  const longest = Math.max(width, height);
  if (longest <= LONGEST_SIDE && size <= HEAVY_BYTES && COMMON.has(type)) return null;
  const scale = Math.min(1, LONGEST_SIDE / longest);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Whether a picture moves, by its first bytes: one frame of it would not be the picture. */
export function isAnimated(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, 4096));
  if (text.startsWith("GIF8")) return true;
  if (text.startsWith("RIFF") && text.slice(8, 16) === "WEBPVP8X") return (head[20]! & 2) !== 0;
  return text.startsWith("\x89PNG") && text.includes("acTL");
}

/** "IMG_1.HEIC" written as JPEG is "IMG_1.jpg". */
export function renamed(name: string, type: string): string {
  const ending = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" }[type];
  if (!ending || new RegExp(`\\.${ending === "jpg" ? "jpe?g" : ending}$`, "i").test(name)) return name;
  return `${name.replace(/\.[a-z0-9]{1,5}$/i, "")}.${ending}`;
}
