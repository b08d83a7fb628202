/** What could not be sent and is on no screen: its text, why, and the ways to keep it or let it go. */

import { useEffect } from "preact/hooks";
import { Copy, RotateCw, Trash2 } from "lucide";
import type { Change, Pending } from "../../store";
import { attempt, sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { nameInWords } from "../files/plain_name";
import { joined } from "../posts/words";
import "./stranded_dialog.css";

export function StrandedDialog() {
  const items = store.stranded.value;
  useEffect(() => {
    if (items.length === 0) closeDialog();
  }, [items.length]);
  return (
    <Dialog title={t("stranded_title")} footer={<Button onClick={closeDialog}>{t("close")}</Button>}>
      <p>{t("stranded_hint")}</p>
      <ul class="stranded" role="list">
        {items.map((item) => (
          <Item key={"client_id" in item ? item.client_id : item.id} item={item} />
        ))}
      </ul>
    </Dialog>
  );
}

function Item({ item }: { item: Pending | Change }) {
  const words = item.text ?? "";
  const text = "post" in item && item.post ? joined(item.post.title, words) : words;
  const id = "client_id" in item ? item.client_id : item.id;
  return (
    <li class="stranded__item">
      <p class="stranded__text">{text || ("files" in item ? item.files.map((file) => nameInWords(file.name)).join(", ") : "")}</p>
      <p class="stranded__why">{sentenceFor(item.error)}</p>
      <div class="stranded__ways">
        {text !== "" && (
          <Button icon={Copy} onClick={() => void attempt(() => navigator.clipboard.writeText(text))}>{t("copy_text")}</Button>
        )}
        {store.channels.value[item.channel_id] && (
          <Button icon={RotateCw} onClick={() => store.actions.retry(id)}>{t("retry")}</Button>
        )}
        <Button icon={Trash2} look="quiet" onClick={() => store.actions.discard(id)}>{t("discard")}</Button>
      </div>
    </li>
  );
}
