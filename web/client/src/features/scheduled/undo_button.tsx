/** Beside Send, for a few seconds: take back what was just sent. */

import { Undo2 } from "lucide";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { undoOffer } from "./undo_send";
import "./undo_button.css";

/** Its place is there before it: nothing moves as it comes and goes. */
export function UndoButton({ place }: { place: string }) {
  const here = undoOffer.value?.place === place ? undoOffer.value : null;
  if (here?.busy) return <span class="undo undo--busy" role="status"><span class="undo__word">{t("undo_busy")}</span></span>;
  const pending = here?.pending();
  const offer = pending?.state === "failed" ? null : here; // the message itself says so
  const undo = (event: Event) => {
    (event.currentTarget as Element).closest("form")?.querySelector("textarea")?.focus();
    offer?.act();
  };
  return (
    <span class="undo" role="status">
      {offer && (
        <>
          <span class="undo__word">{wordOf(pending !== undefined)}</span>
          <button type="button" class="undo__button" onClick={undo}>
            <Icon of={Undo2} size={18} />
            {t("undo")}
          </button>
        </>
      )}
    </span>
  );
}

/** Never more than is known: what is on its way says itself how it fares. */
function wordOf(unsent: boolean): string {
  if (!unsent) return t("undo_sent");
  return store.connection.value.state === "online" ? "" : t("undo_waiting");
}
