/** My photo: chosen, cut to a square, sent, or taken away. */

import { useEffect, useRef, useState } from "preact/hooks";
import { attempt } from "../../ui/attempt";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { cutOut, type View } from "./photo_crop";
import { PhotoFrame } from "./photo_frame";
import "./photo.css";

const MIDDLE: View = { zoom: 1, x: 0.5, y: 0.5 };

export function PhotoDialog() {
  const me = store.me.value;
  const picker = useRef<HTMLInputElement>(null);
  const [bitmap, setBitmap] = useState<ImageBitmap | null>(null);
  const [view, setView] = useState(MIDDLE);
  const [unread, setUnread] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => () => bitmap?.close(), [bitmap]);
  if (!me) return null;
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const opened = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
    setUnread(!opened);
    setView(MIDDLE);
    setBitmap(opened);
  };
  const change = async (work: () => Promise<unknown>) => {
    setBusy(true);
    const done = await attempt(async () => (await work(), true));
    setBusy(false);
    if (done) closeDialog();
  };
  const save = () => {
    if (!bitmap) return picker.current?.click();
    if (!busy) void change(() => send(bitmap, view));
  };
  return (
    <Dialog
      title={t("photo")}
      onSubmit={save}
      footer={
        <>
          {me.avatar_file_id && !bitmap && (
            <Button disabled={busy} onClick={() => void change(() => store.actions.updateMe({ avatar_file_id: "" }))}>{t("photo_remove")}</Button>
          )}
          {bitmap && <Button onClick={() => picker.current?.click()}>{t("photo_other")}</Button>}
          <Button look="primary" type="submit" disabled={busy}>{t(bitmap ? "photo_save" : "photo_choose")}</Button>
        </>
      }
    >
      {bitmap ? (
        <PhotoFrame bitmap={bitmap} view={view} onView={setView} />
      ) : (
        <div class="photo__now">
          <Avatar id={me.id} name={me.name} size={72} photo={avatarUrl(me)} />
          <p>{t("photo_hint")}</p>
        </div>
      )}
      {unread && <p class="field__error" role="alert">{t("photo_unreadable")}</p>}
      <input ref={picker} type="file" accept="image/*" hidden aria-label={t("photo")} onChange={(event) => (void choose(event.currentTarget.files?.[0]), (event.currentTarget.value = ""))} />
    </Dialog>
  );
}

async function send(bitmap: ImageBitmap, view: View): Promise<void> {
  const file = await cutOut(bitmap, view);
  if (!file) throw new Error("no canvas");
  const { id } = await store.actions.upload(file).done;
  await store.actions.updateMe({ avatar_file_id: id });
}
