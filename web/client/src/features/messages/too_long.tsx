/** The limit of a message's length, told before it is reached. */

import { t } from "../../ui/i18n";

export const MAX_TEXT = 16_000;

export function TooLong({ text }: { text: string }) {
  const length = [...text].length;
  if (length <= MAX_TEXT - 500) return null;
  const over = length - MAX_TEXT;
  return (
    <p class={`too-long ${over > 0 ? "too-long--over" : ""}`} role="status">
      {over > 0 ? t("too_long", { count: over }) : t("nearly_too_long", { count: -over })}
    </p>
  );
}
