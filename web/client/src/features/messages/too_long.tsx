/** The limit of a message's length, told before it is reached. */

import { formatNumber, t } from "../../ui/i18n";

export const MAX_TEXT = 16_000;

/** In characters as the server counts them: an emoji may be several. */
function lengthOf(text: string): number {
  return text.length <= MAX_TEXT / 2 ? text.length : [...text].length;
}

export function isTooLong(text: string): boolean {
  return text.length > MAX_TEXT && lengthOf(text.trim()) > MAX_TEXT;
}

interface TooLongProps {
  text: string;
  /** Send it as a file, where that can be. */
  onAttach?: () => void;
}

export function TooLong({ text, onAttach }: TooLongProps) {
  const length = lengthOf(text);
  if (length <= MAX_TEXT - 500) return null;
  const over = length - MAX_TEXT;
  return (
    <p class={`too-long ${over > 0 ? "too-long--over" : ""}`} role="status">
      {over > 0
        ? t("too_long", { count: over, length: formatNumber(length), limit: formatNumber(MAX_TEXT) })
        : t("nearly_too_long", { count: -over })}
      {over > 0 && onAttach && (
        <button type="button" class="too-long__attach" onClick={onAttach}>
          {t("send_as_file")}
        </button>
      )}
    </p>
  );
}
