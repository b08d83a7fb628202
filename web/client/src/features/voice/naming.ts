/** How a voice message is recorded and called. Pure. */

/** At most so long: then it stops by itself and can be listened to. */
export const LONGEST_S = 600;

interface Kind {
  mime: string;
  ending: string;
}

/** In the order of preference; Safari writes MP4, the others WebM, old Firefox Ogg. */
const KINDS: readonly Kind[] = [
  { mime: "audio/webm;codecs=opus", ending: "webm" },
  { mime: "audio/mp4", ending: "m4a" },
  { mime: "audio/ogg;codecs=opus", ending: "ogg" },
];

/** What this browser can write; null where it can nothing that others play. */
export function kindFor(isSupported: (mime: string) => boolean): Kind | null {
  return KINDS.find(({ mime }) => isSupported(mime)) ?? null;
}

/** "voice-20260131-0905.webm", in the person's own time. */
export function voiceName(at: Date, ending: string): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `voice-${day}-${two(at.getHours())}${two(at.getMinutes())}.${ending}`;
}

/** "0:07", "10:00". */
export function minutes(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
