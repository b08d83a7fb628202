/** Beside Send, for a few seconds: take back what was just sent. */

import { Undo2 } from "lucide";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { undoOffer } from "./undo_send";
import "./undo_button.css";

/** Its place is there before it: nothing moves as it comes and goes. */
export function UndoButton({ place }: { place: string }) {
  const offer = undoOffer.value?.place === place ? undoOffer.value : null;
  const undo = (event: Event) => {
    (event.currentTarget as Element).closest("form")?.querySelector("textarea")?.focus();
    offer?.act();
  };
  return (
    <span class="undo" role="status">
      {offer && (
        <>
          <span class="undo__word">{t(offer.kept ? "undo_waiting" : "undo_sent")}</span>
          <button type="button" class="undo__button" onClick={undo}>
            <Icon of={Undo2} size={18} />
            {t("undo")}
          </button>
        </>
      )}
    </span>
  );
}
