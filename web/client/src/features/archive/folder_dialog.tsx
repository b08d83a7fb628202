/** Give a folder of my archive another name. */

import { useState } from "preact/hooks";
import type { FolderView } from "../../protocol";
import { sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";

export function FolderDialog({ folder, onDone }: { folder: FolderView; onDone: () => void }) {
  const [name, setName] = useState(folder.name);
  const [error, setError] = useState<string | null>(null);
  const save = async () => {
    if (name.trim() === "") return setError(t("archive.name_needed"));
    try {
      await store.actions.renameFolder(folder.id, name.trim());
      closeDialog();
      onDone();
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  };
  return (
    <Dialog
      title={t("archive.rename")}
      onSubmit={save}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit">{t("save_changes")}</Button>
        </>
      }
    >
      <TextField label={t("archive.folder_name")} value={name} onText={(text) => (setName(text), setError(null))} error={error} maxLength={80} autoFocusHere />
    </Dialog>
  );
}
