/** File a message in my archive: in which folder, and with what note. Nobody else sees it. */

import { Trash2 } from "lucide";
import { useEffect, useId, useState } from "preact/hooks";
import type { Filed, FolderView, MessageView } from "../../protocol";
import { attempt, sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { go } from "../../ui/router";
import { store } from "../../ui/store";
import { sayWith } from "../../ui/toast";
import "./archive.css";

const NEW = "new";
const SAID_MS = 10_000;

interface FileDialogProps {
  message: MessageView;
  /** It is another now, or gone (null). */
  onDone?: (filed: Filed | null) => void;
}

export function FileDialog({ message, onDone }: FileDialogProps) {
  const id = useId();
  const [folders, setFolders] = useState<readonly FolderView[] | null>(null);
  const [filed, setFiled] = useState<Filed | null>(null);
  const [folder, setFolder] = useState("");
  const [name, setName] = useState("");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    Promise.all([store.actions.listFolders(), store.actions.getFiled(message.id)]).then(
      ([found, before]) => {
        setFolders(found);
        setFiled(before);
        setFolder(before?.folder_id ?? "");
        setNote((typed) => typed || (before?.note ?? ""));
      },
      (failure: unknown) => setError(sentenceFor(failure)),
    );
  }, []);
  const save = async () => {
    if (folder === NEW && name.trim() === "") return setError(t("archive.name_needed"));
    setBusy(true);
    const where = folder === NEW ? { folder_name: name.trim() } : folder ? { folder_id: folder } : {};
    try {
      const done = await store.actions.fileMessage(message, { ...where, note: note.trim() });
      closeDialog();
      sayWith(t("archive.done"), { kind: "archive", verb: t("archive.show"), act: () => go("/archive") }, SAID_MS);
      onDone?.(done);
    } catch (failure) {
      setBusy(false);
      setError(sentenceFor(failure));
    }
  };
  const takeOut = async () => {
    if (await attempt(() => store.actions.unfile(message.id))) {
      closeDialog();
      onDone?.(null);
    }
  };
  return (
    <Dialog
      title={t("archive.file_title")}
      onSubmit={save}
      footer={
        <>
          {filed && <Button look="quiet" icon={Trash2} class="archive-form__out" onClick={() => void takeOut()}>{t("archive.take_out")}</Button>}
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit" disabled={folders === null || busy}>{t(filed ? "save_changes" : "archive.file")}</Button>
        </>
      }
    >
      <div class="archive-form">
        <p class="field__hint">{t("archive.hint")}</p>
        <div class="field">
          <label for={id}>{t("archive.folder")}</label>
          <select id={id} value={folder} disabled={folders === null} onChange={(event) => (setFolder(event.currentTarget.value), setError(null))}>
            <option value="">{t("archive.no_folder")}</option>
            {folders?.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
            <option value={NEW}>{t("archive.new_folder")}</option>
          </select>
        </div>
        {folder === NEW && <TextField label={t("archive.folder_name")} value={name} onText={(text) => (setName(text), setError(null))} maxLength={80} />}
        <div class="field">
          <label for={`${id}-note`}>{t("archive.note")} <span class="field__optional">{t("optional")}</span></label>
          <textarea id={`${id}-note`} rows={3} maxLength={2000} dir="auto" value={note} data-autofocus onInput={(event) => setNote(event.currentTarget.value)} />
        </div>
        {error && <p class="field__error" role="alert">{error}</p>}
      </div>
    </Dialog>
  );
}
