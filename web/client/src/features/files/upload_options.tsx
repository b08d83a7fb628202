/** A picture before it is sent: what it shows in words, and whether the original goes. */

import { useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { fileSize } from "../../ui/sizes";
import type { Attaching } from "./attaching";
import { plainName } from "./plain_name";
import { pictureOf } from "./upload_list";
import "./upload_options.css";

export function UploadOptions({ itemKey, attaching }: { itemKey: string; attaching: Attaching }) {
  const item = attaching.list.value.find(({ key }) => key === itemKey);
  const [alt, setAlt] = useState(item?.alt ?? "");
  if (!item) return null;
  const picture = pictureOf(item);
  const done = () => {
    attaching.describe(itemKey, alt.trim());
    closeDialog();
  };
  return (
    <Dialog title={plainName(item.name)} onSubmit={done} footer={<Button look="primary" type="submit">{t("save_changes")}</Button>}>
      {picture && <img class="upload-options__picture" src={picture} alt="" />}
      <TextField label={t("alt_label")} hint={t("alt_hint")} value={alt} onText={setAlt} maxLength={250} autoFocusHere />
      {item.original && item.instead && (
        <label class="upload-options__original">
          <input
            type="checkbox"
            checked={item.wantsOriginal}
            onChange={(event) => attaching.wantOriginal(itemKey, event.currentTarget.checked)}
          />
          <span>
            {t("send_original", { size: fileSize(item.original.size) })}
            <span class="upload-options__hint">{t("send_original_hint")}</span>
          </span>
        </label>
      )}
    </Dialog>
  );
}
