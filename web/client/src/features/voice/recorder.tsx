/** The recorder, in place of the composer's buttons: a live level, then a chance to listen before sending. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Circle, Pause, Play, SendHorizontal, Square, Trash2 } from "lucide";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { LONGEST_S, minutes } from "./naming";
import { Recording } from "./recording";
import "./recorder.css";

interface RecorderProps {
  onSend: (file: File) => void;
  onClose: () => void;
}

export function Recorder({ onSend, onClose }: RecorderProps) {
  const recording = useMemo(() => new Recording(), []);
  const bar = useRef<HTMLDivElement>(null);
  const phase = recording.phase.value;
  useEffect(() => {
    void recording.begin();
    return () => recording.cancel();
  }, []);
  useEffect(() => bar.current?.querySelector<HTMLElement>("[data-first]")?.focus(), [phase]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  const send = () => {
    if (recording.file) onSend(recording.file);
    onClose();
  };
  return (
    <div ref={bar} class="recorder" role="group" aria-label={t("voice.recorder")} onKeyDown={onKeyDown}>
      <IconButton icon={Trash2} label={t("voice.discard")} onClick={onClose} />
      {phase === "asking" && <p class="recorder__words" role="status">{t("voice.asking")}</p>}
      {phase === "refused" && <p class="recorder__words recorder__words--bad" role="alert">{t(recording.problem.value)}</p>}
      {(phase === "recording" || phase === "paused") && <Live recording={recording} />}
      {phase === "ready" && <Listen file={recording.file!} seconds={recording.seconds.value} />}
      {phase === "ready" && (
        <button type="button" class="composer__send" data-first aria-label={t("voice.send")} title={t("voice.send")} onClick={send}>
          <Icon of={SendHorizontal} />
        </button>
      )}
    </div>
  );
}

function Live({ recording }: { recording: Recording }) {
  const paused = recording.phase.value === "paused";
  const seconds = recording.seconds.value;
  return (
    <>
      <span class={`recorder__mark ${paused ? "recorder__mark--paused" : ""}`}><Icon of={Circle} size={14} /></span>
      <span class="recorder__time tabular" role="timer" aria-label={t("voice.length")}>{minutes(seconds)}</span>
      <Levels levels={recording.levels.value} />
      <span class="sr-only" role="status">{t(paused ? "voice.is_paused" : "voice.is_recording")}</span>
      {LONGEST_S - seconds <= 60 && <span class="recorder__left tabular">{t("voice.left", { time: minutes(LONGEST_S - seconds) })}</span>}
      <IconButton
        icon={paused ? Circle : Pause}
        label={t(paused ? "voice.resume" : "voice.pause")}
        onClick={() => (paused ? recording.resume() : recording.pause())}
      />
      <IconButton icon={Square} label={t("voice.stop")} class="recorder__stop" data-first onClick={() => recording.end()} />
    </>
  );
}

const BARS = 32;

function Levels({ levels }: { levels: readonly number[] }) {
  const shown = [...Array<number>(BARS).fill(0), ...levels].slice(-BARS);
  return (
    <svg class="recorder__levels" viewBox={`0 0 ${BARS * 4} 24`} preserveAspectRatio="none" aria-hidden="true">
      {shown.map((level, at) => {
        const height = Math.max(2, level * 24);
        return <rect key={at} x={at * 4} y={12 - height / 2} width={2} height={height} rx={1} />;
      })}
    </svg>
  );
}

function Listen({ file, seconds }: { file: File; seconds: number }) {
  const sound = useRef<HTMLAudioElement>(null);
  const url = useMemo(() => URL.createObjectURL(file), [file]);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const toggle = () => (playing ? sound.current?.pause() : void sound.current?.play());
  return (
    <>
      <IconButton icon={playing ? Pause : Play} label={t(playing ? "voice.pause_listening" : "voice.listen")} onClick={toggle} />
      <progress class="recorder__progress" max={Math.max(seconds, 0.1)} value={Math.min(at, seconds)} aria-label={t("voice.listen")} />
      <span class="recorder__time tabular">{minutes(playing || at > 0 ? at : seconds)}</span>
      <audio
        ref={sound}
        src={url}
        preload="auto"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
      />
    </>
  );
}
