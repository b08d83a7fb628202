/** A film: played where it stands, in a frame whose size is known before it loads. */

import type { ComponentChildren } from "preact";
import type { FileView } from "../../protocol";
import { plainName } from "../files/plain_name";
import { fileUrl } from "../files/urls";
import { PlayerHead, Unplayable } from "./audio_card";
import { beganToPlay } from "./playing";
import { useRetry } from "./use_retry";
import "./players.css";

export function VideoCard({ file, otherwise }: { file: FileView; otherwise: ComponentChildren }) {
  const { broken, fails, again } = useRetry();
  if (broken) return <Unplayable onAgain={again}>{otherwise}</Unplayable>;
  return (
    <div class="player player--film">
      <video
        controls
        playsInline
        preload="metadata"
        src={fileUrl(file)}
        aria-label={plainName(file.name)}
        onPlay={(event) => beganToPlay(event.currentTarget)}
        onError={fails}
      />
      <PlayerHead file={file} />
    </div>
  );
}
