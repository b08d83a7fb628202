/** Opens a picture in the browser: its size, a thumbnail, and a smaller copy upright and without metadata. */

import { HEAVY_BYTES, isAnimated, mayShrink, renamed, shrunkSize } from "./shrink_plan";

const THUMBNAIL = 176;
const HEAD_BYTES = 4096;

export interface Opened {
  thumbnail: Blob | null;
  /** What goes instead of the original, where that is worth it. */
  smaller: File | null;
}

/** Null for what is no picture, or a broken one: it goes as a file. */
export async function openPicture(file: File): Promise<Opened | null> {
  if (!mayShrink(file) || typeof createImageBitmap === "undefined") return null;
  try {
    const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    try {
      const thumbnail = await drawn(bitmap, fit(bitmap, THUMBNAIL), "image/jpeg", 0.8);
      const size = isAnimated(head) ? null : shrunkSize({ type: file.type, size: file.size, width: bitmap.width, height: bitmap.height });
      return { thumbnail, smaller: size && (await smallerCopy(file, bitmap, size)) };
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
async function smallerCopy(file: File, bitmap: ImageBitmap, size: Size): Promise<File | null> {
  let copy: Blob | null = null;
  if (file.type === "image/png") copy = await drawn(bitmap, size, "image/png");
  if (file.type === "image/webp") copy = await drawn(bitmap, size, "image/webp", 0.85);
  const keepsType = copy?.type === file.type && (copy.size <= HEAVY_BYTES || isSeeThrough(bitmap));
  if (!keepsType) copy = await drawn(bitmap, size, "image/jpeg", 0.85);
  if (!copy || (copy.size > file.size * 0.95 && file.type !== "image/heic" && file.type !== "image/heif")) return null;
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
