/** The most used reactions in one row, for the sheet that a long press opens. */

import { Plus } from "lucide";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { closePopup } from "../../ui/popup";
import { emojiName, QUICK } from "./emoji";

interface QuickReactionsProps {
  onChoose: (name: string) => void;
  onMore: () => void;
}

export function QuickReactions({ onChoose, onMore }: QuickReactionsProps) {
  const choose = (name: string) => {
    closePopup();
    onChoose(name);
  };
  return (
    <div class="quick-reactions" role="group" aria-label={t("add_reaction")}>
      {QUICK.map((emoji) => (
        <button key={emoji.name} type="button" aria-label={t("react_with", { emoji: emojiName(emoji.name) })} onClick={() => choose(emoji.name)}>
          {emoji.character}
        </button>
      ))}
      <button type="button" aria-label={t("add_reaction")} onClick={onMore}>
        <Icon of={Plus} />
      </button>
    </div>
  );
}
