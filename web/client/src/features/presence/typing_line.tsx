/** Who is typing: always one line high, so that nothing moves. */

import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import "./typing_line.css";

export function TypingLine({ channelId, threadId }: { channelId: string; threadId: string | null }) {
  const names = store.typing(channelId, threadId).map((id) => store.person(id)?.name ?? t("someone"));
  return (
    <div class="typing-line" aria-live="polite">
      {names.length > 0 && (
        <>
          <span class="typing-line__cells" aria-hidden="true">
            <i /><i /><i />
          </span>
          <span class="clip">{sentence(names)}</span>
        </>
      )}
    </div>
  );
}

function sentence(names: readonly string[]): string {
  if (names.length === 1) return t("typing_one", { name: names[0]! });
  if (names.length === 2) return t("typing_two", { first: names[0]!, second: names[1]! });
  return t("typing_many");
}
