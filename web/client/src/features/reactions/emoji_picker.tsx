/** A small picker over the known emoji, with a filter. */

import { useState } from "preact/hooks";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { closePopup, openPopup } from "../../ui/popup";
import { EMOJI } from "./emoji";

/** Open the picker at a control; `onChoose` gets the emoji's name. */
export function openEmojiPicker(from: EventTarget | null, onChoose: (name: string) => void): void {
  openPopup(from, t("choose_emoji"), () => <EmojiPicker onChoose={onChoose} />);
}

function EmojiPicker({ onChoose }: { onChoose: (name: string) => void }) {
  const [query, setQuery] = useState("");
  const wanted = fold(query.trim()).replaceAll(" ", "_");
  const found = EMOJI.filter((emoji) => emoji.names.some((name) => name.includes(wanted)));
  const choose = (name: string) => {
    closePopup();
    onChoose(name);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !found[0]) return;
    event.preventDefault();
    choose(found[0].name);
  };
  return (
    <div class="picker">
      <input
        type="search"
        class="picker__search"
        aria-label={t("filter_emoji")}
        placeholder={t("filter_emoji")}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {found.length === 0 && <p class="picker__none">{t("no_emoji")}</p>}
      <div class="picker__grid scroll" role="group" aria-label={t("choose_emoji")}>
        {found.map((emoji) => (
          <button
            key={emoji.name}
            type="button"
            class="picker__emoji"
            aria-label={emoji.name.replaceAll("_", " ")}
            title={`:${emoji.name}:`}
            onClick={() => choose(emoji.name)}
          >
            {emoji.character}
          </button>
        ))}
      </div>
    </div>
  );
}
