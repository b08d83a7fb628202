/** Opens a picture in the browser: its size, a thumbnail, and a copy without what the camera noted,
 *  smaller and upright where that is worth it. */

import { HEAVY_BYTES, isAnimated, isKnownEverywhere, mayShrink, renamed, shrunkSize } from "./shrink_plan";
import { isTraceable, withoutTraces } from "./traces";

const THUMBNAIL = 176;
const HEAD_BYTES = 4096;

export interface Opened {
  thumbnail: Blob | null;
  /** What goes instead of the original: smaller, or without its traces. */
  instead: File | null;
  /** It says that it is a picture, and is none or a broken one: it goes as a file. */
  broken: boolean;
}

/** May it be called so? */
type Fits = (name: string) => boolean;

/** Null for what cannot be opened here, such as a kind of picture that this browser does not know.
 *  A copy keeps the picture's own kind where it `fits` no other. */
export async function openPicture(file: File, fits: Fits = () => true): Promise<Opened | null> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const clean = isTraceable(head) ? await cleanCopy(file) : null;
  const drawn = await redrawn(file, isAnimated(head), clean === "unknown", fits);
  const instead = drawn?.copy ?? (clean === "unknown" ? null : clean);
  const broken = !drawn && typeof createImageBitmap !== "undefined" && isKnownEverywhere(file);
  return drawn || instead || broken ? { thumbnail: drawn?.thumbnail ?? null, instead, broken } : null;
}

/** The same pixels without what was noted beside them; null where there is nothing, or nothing can be
 *  read; unknown where what is written there is not understood. */
async function cleanCopy(file: File): Promise<File | null | "unknown"> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return null;
  }
  try {
    const cut = withoutTraces(bytes);
    return cut && new File([cut], file.name, { type: file.type, lastModified: file.lastModified });
  } catch {
    return "unknown";
  }
}

/** A thumbnail, and the picture drawn anew where it is too large, or `always`. Null where it cannot be opened. */
async function redrawn(
  file: File,
  animated: boolean,
  always: boolean,
  fits: Fits,
): Promise<{ thumbnail: Blob | null; copy: File | null } | null> {
  if (!mayShrink(file) || typeof createImageBitmap === "undefined") return null;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    try {
      const { width, height } = bitmap;
      const thumbnail = await drawn(bitmap, fit(bitmap, THUMBNAIL), "image/jpeg", 0.8);
      const size = animated ? null : (shrunkSize({ type: file.type, size: file.size, width, height }) ?? (always ? { width, height } : null));
      return { thumbnail, copy: size && (await smallerCopy(file, bitmap, size, always, fits)) };
    } finally {
      bitmap.close();
    }
  } catch {
    return null;
  }
}

type Size = { width: number; height: number };

function fit({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.min(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Drawn things stay sharp (PNG) while that is light; photos become JPEG. */
async function smallerCopy(file: File, bitmap: ImageBitmap, size: Size, always: boolean, fits: Fits): Promise<File | null> {
  let copy: Blob | null = null;
  if (file.type === "image/png") copy = await drawn(bitmap, size, "image/png");
  if (file.type === "image/webp") copy = await drawn(bitmap, size, "image/webp", 0.85);
  const keepsType = copy?.type === file.type && (copy.size <= HEAVY_BYTES || isSeeThrough(bitmap));
  if (!keepsType && fits(renamed(file.name, "image/jpeg"))) copy = await drawn(bitmap, size, "image/jpeg", 0.85);
  if (!copy || (!always && copy.size > file.size * 0.95 && file.type !== "image/heic" && file.type !== "image/heif")) return null;
  return new File([copy], renamed(file.name, copy.type), { type: copy.type, lastModified: file.lastModified });
}

async function drawn(bitmap: ImageBitmap, { width, height }: Size, type: string, quality?: number): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d", { alpha: type !== "image/jpeg" });
  if (!pen) return null;
  if (type === "image/jpeg") {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
  }
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  Object.assign(canvas, { width: 0, height: 0 }); // gives the memory back at once
  return blob;
}

function isSeeThrough(bitmap: ImageBitmap): boolean {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 128, height: 128 });
  const pen = canvas.getContext("2d");
  if (!pen) return false;
  pen.drawImage(bitmap, 0, 0, 128, 128);
  const { data } = pen.getImageData(0, 0, 128, 128);
  for (let at = 3; at < data.length; at += 4) if (data[at]! < 250) return true;
  return false;
}
