/** A person as a rounded square: their photo, else initials on one of eight muted grounds. */

import { useState } from "preact/hooks";
import { PresenceMark } from "./presence_mark";
import type { PresenceState } from "./presence_mark";
import "./avatar.css";

interface AvatarProps {
  id: string;
  name: string;
  size?: 20 | 24 | 36 | 72;
  photo?: string | null;
  presence?: PresenceState | undefined;
}

export function Avatar({ id, name, size = 36, photo, presence }: AvatarProps) {
  /** The photo that did not load: it was deleted, or the network is away. */
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span class={`avatar avatar--${size} avatar--ground-${groundOf(id)}`} aria-hidden="true">
      {photo && photo !== failed ? <img src={photo} alt="" loading="lazy" onError={() => setFailed(photo)} /> : initialsOf(name)}
      {presence && presence !== "offline" && (
        <span class="avatar__presence">
          <PresenceMark state={presence} size={size > 36 ? 20 : 12} />
        </span>
      )}
    </span>
  );
}

/** First letters of the first and last word: "Ada Lovelace" is AL, "bob" is B. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = words[0] ?? name;
  const last = words.length > 1 ? words[words.length - 1]! : "";
  return (firstLetter(first) + firstLetter(last)).toLocaleUpperCase() || "?";
}

function firstLetter(word: string): string {
  return word.match(/[\p{L}\p{N}]/u)?.[0] ?? "";
}

function groundOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)!) % 100_003;
  return (sum % 8) + 1;
}
