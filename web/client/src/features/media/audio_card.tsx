/** A sound file: its name, and the browser's own player. */

import type { ComponentChildren } from "preact";
import { Download, RotateCw } from "lucide";
import type { FileView } from "../../protocol";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { fileSize } from "../../ui/sizes";
import { store } from "../../ui/store";
import { FileName } from "../files/file_name";
import { plainName } from "../files/plain_name";
import { fileUrl } from "../files/urls";
import { beganToPlay } from "./playing";
import { useRetry } from "./use_retry";
import "./players.css";

export function AudioCard({ file, otherwise }: { file: FileView; otherwise: ComponentChildren }) {
  const { broken, fails, again } = useRetry();
  if (broken) return <Unplayable onAgain={again}>{otherwise}</Unplayable>;
  return (
    <div class="player">
      <PlayerHead file={file} />
      <audio
        controls
        preload="none"
        src={fileUrl(file)}
        aria-label={plainName(file.name)}
        onPlay={(event) => beganToPlay(event.currentTarget)}
        onError={fails}
      />
    </div>
  );
}

/** The name of what is played, its size, and a way to keep it. */
export function PlayerHead({ file }: { file: FileView }) {
  const name = plainName(file.name);
  const download = t("download", { name });
  return (
    <div class="player__head">
      <span class="player__name"><FileName name={file.name} /></span>
      <span class="player__size tabular">{fileSize(file.size_bytes)}</span>
      <a class="icon-button player__download" href={fileUrl(file)} download={name} aria-label={download} title={download}>
        <Icon of={Download} size={16} />
      </a>
    </div>
  );
}

/** What this browser cannot play can still be kept; without a network nobody knows whether it can. */
export function Unplayable({ children, onAgain }: { children: ComponentChildren; onAgain: () => void }) {
  const online = store.connection.value.state === "online";
  return (
    <div class="player-lost">
      {children}
      <p>{t(online ? "media_broken" : "media_away")}</p>
      <Button icon={RotateCw} look="quiet" onClick={onAgain}>{t("try_again")}</Button>
    </div>
  );
}
