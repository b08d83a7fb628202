/** Records the microphone: begin, pause, go on, end. What is heard stays in the browser until it is sent. */

import { signal } from "@preact/signals";
import type { Key } from "../../ui/i18n";
import { kindFor, LONGEST_S, voiceName } from "./naming";

const TICK_MS = 100;
const BITS_PER_SECOND = 32_000;
const LEVELS = 64;

export type Phase = "asking" | "recording" | "paused" | "ready" | "refused";

export class Recording {
  readonly phase = signal<Phase>("asking");
  /** Why there is no recording. */
  readonly problem = signal<Key>("voice.failed");
  readonly seconds = signal(0);
  /** How loud it was, from 0 to 1; the latest last. */
  readonly levels = signal<readonly number[]>([]);
  file: File | null = null;
  #recorder: MediaRecorder | null = null;
  #stream: MediaStream | null = null;
  #sound: AudioContext | null = null;
  #meter: AnalyserNode | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #pieces: Blob[] = [];
  #ended = false;
  #since = 0;
  #before = 0;

  async begin(): Promise<void> {
    const kind = typeof MediaRecorder === "undefined" ? null : kindFor((mime) => MediaRecorder.isTypeSupported(mime));
    if (!navigator.mediaDevices?.getUserMedia) return this.#refuse(window.isSecureContext ? "voice.unsupported" : "voice.insecure");
    if (!kind) return this.#refuse("voice.unsupported");
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    } catch (error) {
      return this.#refuse(reasonOf(error));
    }
    if (this.#ended) return this.#release();
    const recorder = new MediaRecorder(this.#stream, { mimeType: kind.mime, audioBitsPerSecond: BITS_PER_SECOND });
    recorder.ondataavailable = ({ data }) => void (data.size > 0 && this.#pieces.push(data));
    recorder.onstop = () => this.#finish(kind.mime, kind.ending);
    recorder.onerror = () => this.#refuse("voice.failed");
    this.#stream.getAudioTracks()[0]!.onended = () => this.end(); // the microphone was pulled out
    this.#recorder = recorder;
    this.#listen(this.#stream);
    recorder.start(1000);
    this.#run();
  }

  pause(): void {
    if (this.phase.peek() !== "recording") return;
    this.#recorder?.pause();
    this.#stop();
    this.phase.value = "paused";
  }

  resume(): void {
    if (this.phase.peek() !== "paused") return;
    this.#recorder?.resume();
    this.#run();
  }

  /** `file` is there once the phase is "ready". */
  end(): void {
    if (this.#recorder && this.#recorder.state !== "inactive") this.#recorder.stop();
  }

  /** Nothing of it stays. */
  cancel(): void {
    this.#ended = true;
    if (this.#recorder) this.#recorder.onstop = null;
    this.end();
    this.#pieces = [];
    this.#release();
  }

  #run(): void {
    this.phase.value = "recording";
    this.#since = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    if (this.phase.peek() === "recording") this.#before = this.#now();
  }

  #now(): number {
    return this.#before + (performance.now() - this.#since) / 1000;
  }

  #tick(): void {
    this.seconds.value = Math.min(LONGEST_S, this.#now());
    if (this.#meter) this.levels.value = [...this.levels.peek(), loudness(this.#meter)].slice(-LEVELS);
    if (this.seconds.value >= LONGEST_S) this.end();
  }

  #listen(stream: MediaStream): void {
    try {
      this.#sound = new AudioContext();
      this.#meter = this.#sound.createAnalyser();
      this.#meter.fftSize = 512;
      this.#sound.createMediaStreamSource(stream).connect(this.#meter);
    } catch {
      this.#meter = null; // no level is shown then
    }
  }

  #finish(mime: string, ending: string): void {
    this.#stop();
    this.#release();
    this.file = new File(this.#pieces, voiceName(new Date(), ending), { type: mime.split(";")[0]! });
    if (this.file.size > 0) this.phase.value = "ready";
    else this.#refuse("voice.failed");
  }

  #refuse(why: Key): void {
    this.#release();
    this.problem.value = why;
    this.phase.value = "refused";
  }

  #release(): void {
    clearInterval(this.#timer);
    this.#stream?.getTracks().forEach((track) => track.stop());
    void this.#sound?.close().catch(() => undefined);
    this.#stream = this.#sound = this.#meter = null;
  }
}

function reasonOf(error: unknown): Key {
  const { name } = error as DOMException;
  if (name === "NotAllowedError" || name === "SecurityError") return "voice.refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "voice.no_microphone";
  return name === "NotReadableError" || name === "AbortError" ? "voice.busy" : "voice.failed";
}

/** The loudest of the last moment, as the ear hears it. */
function loudness(meter: AnalyserNode): number {
  const wave = new Uint8Array(meter.fftSize);
  meter.getByteTimeDomainData(wave);
  const peak = wave.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0) / 128;
  return Math.min(1, Math.sqrt(peak) * 1.1);
}
