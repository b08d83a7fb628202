/** What will go with the message: each with its thumbnail, how far it is, and what can be done. */

import { Ellipsis, File as FileIcon, Mic, RotateCw, X } from "lucide";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { openLazily } from "../../ui/lazy";
import { fileSize } from "../../ui/sizes";
import { store } from "../../ui/store";
import type { Attaching, Attachment } from "./attaching";
import { FileName } from "./file_name";
import { plainName } from "./plain_name";
import { thumbnailUrl } from "./urls";
import "./upload_list.css";

export function UploadList({ attaching }: { attaching: Attaching }) {
  const items = attaching.list.value;
  if (items.length === 0) return null;
  return (
    <ul class="uploads scroll" role="list" aria-label={t("attached_files")}>
      {items.map((item) => <UploadRow key={item.key} item={item} attaching={attaching} />)}
    </ul>
  );
}

function UploadRow({ item, attaching }: { item: Attachment; attaching: Attaching }) {
  const { state } = item;
  const name = plainName(item.name);
  const done = state === "done";
  const openOptions = () =>
    void openLazily(() => import("./upload_options"), ({ UploadOptions }) => <UploadOptions itemKey={item.key} attaching={attaching} />);
  return (
    <li class={`upload ${state === "failed" ? "upload--failed" : ""}`}>
      <Thumbnail item={item} />
      <span class="upload__words">
        <FileName name={item.name} />
        <State item={item} />
        {item.broken && state !== "failed" && <span class="upload__meta upload__meta--broken" role="status">{t("picture_unreadable")}</span>}
      </span>
      {state === "failed" && <IconButton icon={RotateCw} size={16} label={t("upload_again", { name })} onClick={() => attaching.retry(item.key)} />}
      {pictureOf(item) && <IconButton icon={Ellipsis} size={16} label={t("file_options", { name })} onClick={openOptions} />}
      <IconButton
        icon={X}
        size={16}
        label={t(done || state === "failed" ? "remove_file" : "cancel_upload", { name })}
        onClick={() => attaching.remove(item.key)}
      />
    </li>
  );
}

function State({ item }: { item: Attachment }) {
  switch (item.state) {
    case "opening":
      return <span class="upload__meta">{t("file_opening")}</span>;
    case "failed":
      return <span class="upload__meta upload__meta--bad" role="alert">{t("file_failed", { reason: item.problem })}</span>;
    case "done":
      return <span class="upload__meta tabular clip">{sizeOf(item)}</span>;
    default:
      return (
        <progress
          class="upload__progress"
          max={1}
          value={item.upload?.progress.value ?? 0}
          aria-label={t("uploading", { name: plainName(item.name) })}
        />
      );
  }
}

function sizeOf(item: Attachment): string {
  const size = fileSize(item.size);
  const smaller = item.instead && item.original && item.instead.size < item.original.size * 0.9;
  return smaller && !item.wantsOriginal ? t("file_smaller", { size }) : size;
}

function Thumbnail({ item }: { item: Attachment }) {
  const picture = pictureOf(item);
  if (picture) return <img class="upload__picture" src={picture} alt="" />;
  return (
    <span class="upload__picture">
      <Icon of={item.name.startsWith("voice-") ? Mic : FileIcon} />
    </span>
  );
}

/** Where the picture can be seen: made here, kept here, or at the server. */
export function pictureOf({ picture, file }: Attachment): string | null {
  if (picture || !file?.thumbnail) return picture;
  return file.id.startsWith("local:") ? store.localUrl(file.id) : thumbnailUrl(file);
}
