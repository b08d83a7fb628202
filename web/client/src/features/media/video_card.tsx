/** A film: played where it stands, in a frame whose size is known before it loads. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { FileView } from "../../protocol";
import { fileUrl } from "../files/urls";
import { PlayerHead, Unplayable } from "./audio_card";
import { beganToPlay } from "./playing";
import "./players.css";

export function VideoCard({ file, otherwise }: { file: FileView; otherwise: ComponentChildren }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <Unplayable>{otherwise}</Unplayable>;
  return (
    <div class="player player--film">
      <video
        controls
        playsInline
        preload="metadata"
        src={fileUrl(file)}
        aria-label={file.name}
        onPlay={(event) => beganToPlay(event.currentTarget)}
        onError={() => setBroken(true)}
      />
      <PlayerHead file={file} />
    </div>
  );
}
