/** What will go with the message: files that arrived and files on their way. */

import { File as FileIcon, X } from "lucide";
import type { FileView } from "../../protocol";
import type { Upload } from "../../store";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { fileSize } from "../../ui/sizes";
import { thumbnailUrl } from "./urls";
import "./upload_list.css";

interface UploadListProps {
  uploads: readonly Upload[];
  files: readonly FileView[];
  onRemove: (id: string) => void;
}

export function UploadList({ uploads, files, onRemove }: UploadListProps) {
  if (uploads.length === 0 && files.length === 0) return null;
  return (
    <ul class="uploads" role="list" aria-label={t("attached_files")}>
      {files.map((file) => (
        <li key={file.id} class="upload">
          {file.thumbnail ? <img class="upload__picture" src={thumbnailUrl(file)} alt="" /> : <FileMark />}
          <span class="upload__words">
            <span class="clip">{file.name}</span>
            <span class="upload__meta tabular">{fileSize(file.size_bytes)}</span>
          </span>
          <IconButton icon={X} size={16} label={t("remove_file", { name: file.name })} onClick={() => onRemove(file.id)} />
        </li>
      ))}
      {uploads.map((upload, at) => (
        <UploadRow key={`${upload.name}-${at}`} upload={upload} />
      ))}
    </ul>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const progress = upload.progress.value;
  return (
    <li class="upload">
      <FileMark />
      <span class="upload__words">
        <span class="clip">{upload.name}</span>
        <progress class="upload__progress" max={1} value={progress} aria-label={t("uploading", { name: upload.name })} />
      </span>
      <IconButton icon={X} size={16} label={t("cancel_upload", { name: upload.name })} onClick={() => upload.cancel()} />
    </li>
  );
}

function FileMark() {
  return (
    <span class="upload__picture">
      <Icon of={FileIcon} />
    </span>
  );
}
