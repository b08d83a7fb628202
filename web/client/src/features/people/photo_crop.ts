/** Which square of a picture becomes a photo, and cutting it out. */

/** The side of a photo as it is sent: enough for the largest place that shows it, on any screen. */
export const PHOTO_SIDE = 512;

export interface Size {
  width: number;
  height: number;
}

/** How near, from 1 (all that a square can hold); and where, from 0 to 1 of the way that there is. */
export interface View {
  zoom: number;
  x: number;
  y: number;
}

export interface Square {
  left: number;
  top: number;
  side: number;
}

/** The square that is seen, in pixels of the picture. Pure. */
export function squareOf({ width, height }: Size, { zoom, x, y }: View): Square {
  const side = Math.min(width, height) / zoom;
  return { left: (width - side) * x, top: (height - side) * y, side };
}

/** The view after the picture was pushed by so much of the frame's side. Pure. */
export function pushed(size: Size, view: View, right: number, down: number): View {
  const { side } = squareOf(size, view);
  const part = (at: number, by: number, way: number) => (way > 0.5 ? Math.min(1, Math.max(0, at - (by * side) / way)) : at);
  return { ...view, x: part(view.x, right, size.width - side), y: part(view.y, down, size.height - side) };
}

/** The square as a JPEG, upright and without what a camera notes in it; null where the browser cannot. */
export async function cutOut(bitmap: ImageBitmap, view: View): Promise<File | null> {
  const { left, top, side } = squareOf(bitmap, view);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.max(1, Math.min(PHOTO_SIDE, Math.round(side)));
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, left, top, side, side, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
  return blob && new File([blob], "photo.jpg", { type: "image/jpeg" });
}
