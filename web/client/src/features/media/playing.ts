/** One thing plays at a time: what begins stops what played before. */

let playing: HTMLMediaElement | null = null;

export function beganToPlay(element: HTMLMediaElement): void {
  if (playing && playing !== element) playing.pause();
  playing = element;
}
