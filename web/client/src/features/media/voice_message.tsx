/** A voice message: play, where one is, how long it is, and how fast. */

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { Pause, Play } from "lucide";
import type { FileView } from "../../protocol";
import { IconButton } from "../../ui/button";
import { formatNumber, t } from "../../ui/i18n";
import { remembered } from "../../ui/remembered";
import { fileUrl } from "../files/urls";
import { Unplayable } from "./audio_card";
import { clock } from "./kinds";
import { beganToPlay } from "./playing";
import { useRetry } from "./use_retry";
import "./players.css";

const SPEEDS = [1, 1.5, 2];
/** A recorder writes no length: a jump behind the end makes the browser find it. */
const BEHIND_THE_END_S = 1e7;

const speed = remembered("voice_speed", 1);

export function VoiceMessage({ file, otherwise }: { file: FileView; otherwise: ComponentChildren }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [plays, setPlays] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(NaN);
  const { broken, fails, again } = useRetry();
  const measuring = useRef(false);
  if (broken) return <Unplayable onAgain={again}>{otherwise}</Unplayable>;

  const learn = (element: HTMLAudioElement) => {
    if (Number.isFinite(element.duration)) {
      if (measuring.current) element.currentTime = 0;
      measuring.current = false;
      setLength(element.duration);
    } else if (!measuring.current) {
      measuring.current = true;
      element.currentTime = BEHIND_THE_END_S;
    }
  };
  const toggle = () => {
    const element = audio.current!;
    element.playbackRate = speed.value;
    if (element.paused) void element.play().catch(() => undefined);
    else element.pause();
  };
  const faster = () => {
    speed.value = SPEEDS[(SPEEDS.indexOf(speed.value) + 1) % SPEEDS.length]!;
    if (audio.current) audio.current.playbackRate = speed.value;
  };
  return (
    <div class="voice" role="group" aria-label={t("voice_message")}>
      <audio
        ref={audio}
        src={fileUrl(file)}
        preload="metadata"
        onLoadedMetadata={(event) => learn(event.currentTarget)}
        onDurationChange={(event) => event.currentTarget.readyState > 0 && learn(event.currentTarget)}
        onTimeUpdate={(event) => !measuring.current && setAt(event.currentTarget.currentTime)}
        onPlay={(event) => {
          beganToPlay(event.currentTarget);
          setPlays(true);
        }}
        onPause={() => setPlays(false)}
        onError={() => {
          setPlays(false);
          measuring.current = false;
          fails();
        }}
      />
      <IconButton icon={plays ? Pause : Play} class="voice__play" label={t(plays ? "media_pause" : "media_play")} onClick={toggle} />
      <input
        type="range"
        class="voice__place"
        aria-label={t("media_position")}
        aria-valuetext={clock(at)}
        min={0}
        max={Number.isFinite(length) ? length : 1}
        step={0.1}
        value={at}
        onInput={(event) => (audio.current!.currentTime = Number(event.currentTarget.value))}
      />
      <span class="voice__time tabular">{clock(plays || at > 0 ? at : length)}</span>
      <button type="button" class="voice__speed tabular" aria-label={t("media_speed", { speed: speed.value })} onClick={faster}>
        {formatNumber(speed.value)}×
      </button>
    </div>
  );
}
