/** The files of a message: pictures as thumbnails of their true shape, others as cards. */

import { Download, File as FileIcon, FileArchive, FileText, Film, Music } from "lucide";
import type { IconNode } from "lucide";
import type { FileView } from "../../protocol";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { fileSize } from "../../ui/sizes";
import { fileUrl, thumbnailUrl } from "./urls";
import "./attachments.css";

const WIDEST = 360;
const HIGHEST = 280;

export function Attachments({ files }: { files: readonly FileView[] }) {
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  return (
    <div class="attachments">
      {pictures.length > 0 && (
        <div class="attachments__pictures">{pictures.map((file) => <Picture key={file.id} file={file} />)}</div>
      )}
      {others.map((file) => <FileCard key={file.id} file={file} />)}
    </div>
  );
}

function isPicture(file: FileView): boolean {
  return Boolean(file.thumbnail && file.width && file.height);
}

function Picture({ file }: { file: FileView }) {
  const scale = Math.min(1, WIDEST / file.width!, HIGHEST / file.height!);
  return (
    <a class="picture" href={fileUrl(file)} target="_blank" rel="noopener" title={file.name}>
      <img
        src={thumbnailUrl(file)}
        alt={file.name}
        width={Math.max(48, Math.round(file.width! * scale))}
        height={Math.max(48, Math.round(file.height! * scale))}
        loading="lazy"
        decoding="async"
      />
    </a>
  );
}

function FileCard({ file }: { file: FileView }) {
  return (
    <a class="file-card" href={fileUrl(file)} download={file.name} aria-label={t("download", { name: file.name })}>
      <Icon of={iconFor(file.mime)} size={24} />
      <span class="file-card__words">
        <span class="file-card__name clip">{file.name}</span>
        <span class="file-card__size tabular">{fileSize(file.size_bytes)}</span>
      </span>
      <Icon of={Download} size={18} />
    </a>
  );
}

function iconFor(mime: string): IconNode {
  if (mime.startsWith("video/")) return Film;
  if (mime.startsWith("audio/")) return Music;
  if (/zip|tar|compressed/.test(mime)) return FileArchive;
  return mime.startsWith("text/") || mime === "application/pdf" ? FileText : FileIcon;
}
