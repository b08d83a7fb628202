/** The reactions under a message: press one to join in or take yours away. */

import { SmilePlus } from "lucide";
import type { MessageView, ReactionView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { currentLocale, formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { emojiName, reactionLabel } from "./emoji";
import { openEmojiPicker } from "./emoji_picker";
import "./reactions.css";

const NAMED = 12;

export function Reactions({ message }: { message: MessageView }) {
  const toggle = (emoji: string) => void attempt(() => store.actions.toggleReaction(message, emoji));
  return (
    <div class="reactions" role="group" aria-label={t("reactions")}>
      {message.reactions!.map((reaction) => (
        <ReactionChip key={reaction.emoji} reaction={reaction} onToggle={() => toggle(reaction.emoji)} />
      ))}
      <button
        type="button"
        class="reaction reaction--add"
        aria-label={t("add_reaction")}
        title={t("add_reaction")}
        onClick={(event) => openEmojiPicker(event.currentTarget, toggle)}
      >
        <Icon of={SmilePlus} size={16} />
      </button>
    </div>
  );
}

function ReactionChip({ reaction, onToggle }: { reaction: ReactionView; onToggle: () => void }) {
  const mine = reaction.person_ids.includes(store.me.value?.id ?? "");
  const count = reaction.person_ids.length;
  const who = whoReacted(reaction);
  return (
    <button
      type="button"
      class={`reaction ${mine ? "reaction--mine" : ""}`}
      aria-pressed={mine}
      aria-label={t("reaction_name", { emoji: emojiName(reaction.emoji), count })}
      title={`${who} · :${reaction.emoji}:`}
      onClick={onToggle}
    >
      <span class="reaction__emoji">{reactionLabel(reaction.emoji)}</span>
      <span class="tabular">{formatNumber(count)}</span>
    </button>
  );
}

/** "You, Ada and 3 others" in the reader's language. */
function whoReacted({ person_ids }: ReactionView): string {
  const myId = store.me.value?.id;
  const names = person_ids
    .slice(0, NAMED)
    .map((id) => (id === myId ? t("you") : (store.people.value[id]?.name ?? t("someone"))));
  const rest = person_ids.length - names.length;
  if (rest > 0) names.push(t("others", { count: rest }));
  return new Intl.ListFormat(currentLocale(), { type: "conjunction" }).format(names);
}
