/** What a file is shown as, by what the server says that its bytes are. */

import type { FileView } from "../../protocol";
import { plainName } from "../files/plain_name";

export function isPicture(file: FileView): boolean {
  return Boolean(file.thumbnail && file.width && file.height);
}

/** What a picture shows, as somebody has said it, else its name. */
export function wordsOf(file: FileView): string {
  return file.alt || plainName(file.name);
}

export function isVideo(file: FileView): boolean {
  return file.mime.startsWith("video/");
}

export function isSound(file: FileView): boolean {
  return file.mime.startsWith("audio/");
}

/** Recorded in the composer. */
export function isVoice(file: FileView): boolean {
  return isSound(file) && /^voice-/i.test(file.name);
}

/** "1:05", "1:02:05"; nothing where the length is not known. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "";
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
