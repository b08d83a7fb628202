/** My choices about reading: previews of links, and whether new messages are read aloud. */

import { t } from "../../ui/i18n";
import { store } from "../../ui/store";

export function ReadingChoice() {
  const { hide_previews, calm } = store.preferences.value;
  const { setPreferences } = store.actions;
  return (
    <div class="me__choice">
      <label class="choice__option">
        <input
          type="checkbox"
          checked={hide_previews}
          onChange={(event) => setPreferences({ hide_previews: event.currentTarget.checked })}
        />
        <span class="choice__label">{t("hide_previews")}</span>
      </label>
      <label class="choice__option">
        <input type="checkbox" checked={calm} onChange={(event) => setPreferences({ calm: event.currentTarget.checked })} />
        <span class="choice__label">{t("calm_announcements")}</span>
      </label>
    </div>
  );
}
