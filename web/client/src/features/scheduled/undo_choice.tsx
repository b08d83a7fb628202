/** For how long a sent message can be taken back with one tap. */

import { useId } from "preact/hooks";
import type { Preferences } from "../../store";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";

const CHOICES: readonly Preferences["undo_s"][] = [0, 5, 10];

export function UndoChoice() {
  const id = useId();
  const choose = (value: string) => {
    const undo_s = CHOICES.find((seconds) => String(seconds) === value);
    if (undo_s !== undefined) store.actions.setPreferences({ undo_s });
  };
  return (
    <div class="me__choice me__choice--line">
      <label for={id}>{t("undo_label")}</label>
      <select id={id} class="select" value={String(store.preferences.value.undo_s)} onChange={(event) => choose(event.currentTarget.value)}>
        {CHOICES.map((seconds) => (
          <option key={seconds} value={String(seconds)}>{seconds === 0 ? t("undo_never") : t("undo_seconds", { count: seconds })}</option>
        ))}
      </select>
    </div>
  );
}
