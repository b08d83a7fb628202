/** The door to the emoji picker, whose code and data are loaded when it is first opened. */

import { t } from "../../ui/i18n";
import { lazy } from "../../ui/lazy";
import { openPopup } from "../../ui/popup";

const Picker = lazy(
  () => Promise.all([import("./picker"), import("./all_emoji").then(({ loadEmoji }) => loadEmoji())]).then(([{ Picker }]) => Picker),
  () => <div class="picker-waiting" aria-busy="true" />,
);

/** Open the picker at a control; `onChoose` gets the emoji's name (with its skin tone) and its character. */
export function openEmojiPicker(from: EventTarget | null, onChoose: (name: string, character: string) => void): void {
  openPopup(from, t("choose_emoji"), () => <Picker onChoose={onChoose} />);
}
