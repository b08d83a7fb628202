/** One soft note, made by the browser itself: no file to load. */

const AT_MOST_EVERY_MS = 3_000;
const PITCH_HZ = 659.25; // E5
const LASTS_S = 0.6;
const LOUDNESS = 0.12;

let last = 0;
let audio: AudioContext | undefined;

export function playNote(): void {
  if (Date.now() - last < AT_MOST_EVERY_MS) return;
  last = Date.now();
  audio ??= new AudioContext();
  if (audio.state === "suspended") void audio.resume().catch(() => undefined); // until the first press
  const [tone, volume, now] = [audio.createOscillator(), audio.createGain(), audio.currentTime];
  tone.type = "sine";
  tone.frequency.value = PITCH_HZ;
  volume.gain.setValueAtTime(0, now);
  volume.gain.linearRampToValueAtTime(LOUDNESS, now + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.001, now + LASTS_S);
  tone.connect(volume).connect(audio.destination);
  tone.start(now);
  tone.stop(now + LASTS_S);
}
