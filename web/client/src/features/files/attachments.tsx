/** The files of a message: pictures together, films and sounds to play, others as cards. */

import { Download, File as FileIcon, FileArchive, FileText, Film, Music } from "lucide";
import type { IconNode } from "lucide";
import type { FileView } from "../../protocol";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { fileSize } from "../../ui/sizes";
import { AudioCard } from "../media/audio_card";
import { Gallery } from "../media/gallery";
import { isPicture, isSound, isVideo, isVoice } from "../media/kinds";
import { VideoCard } from "../media/video_card";
import { VoiceMessage } from "../media/voice_message";
import { FileName } from "./file_name";
import { plainName } from "./plain_name";
import { fileUrl } from "./urls";
import "./attachments.css";

export function Attachments({ files }: { files: readonly FileView[] }) {
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  return (
    <div class="attachments">
      {pictures.length > 0 && <Gallery pictures={pictures} />}
      {others.map((file) => <Other key={file.id} file={file} />)}
    </div>
  );
}

function Other({ file }: { file: FileView }) {
  const card = <FileCard file={file} />;
  if (isVoice(file)) return <VoiceMessage file={file} otherwise={card} />;
  if (isSound(file)) return <AudioCard file={file} otherwise={card} />;
  if (isVideo(file)) return <VideoCard file={file} otherwise={card} />;
  return card;
}

function FileCard({ file }: { file: FileView }) {
  const name = plainName(file.name);
  return (
    <a class="file-card" href={fileUrl(file)} download={name} aria-label={`${t("download", { name })} ${fileSize(file.size_bytes)}`}>
      <Icon of={iconFor(file.mime)} size={24} />
      <span class="file-card__words">
        <span class="file-card__name"><FileName name={file.name} /></span>{" "}
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
