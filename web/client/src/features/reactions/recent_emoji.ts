/** The emoji that a person used last, on all their devices, and their skin tone. */

import { store } from "../../ui/store";

const MOST_RECENT = 24;

/** Names without skin tones, the latest first. */
export function recentEmoji(): readonly string[] {
  return store.preferences.value.recent_emoji;
}

export function remember(name: string): void {
  const before = store.preferences.peek().recent_emoji;
  if (before[0] === name) return;
  store.actions.setPreferences({ recent_emoji: [name, ...before.filter((other) => other !== name)].slice(0, MOST_RECENT) });
}

export function skinTone(): number {
  return store.preferences.value.skin_tone;
}

export function setSkinTone(tone: number): void {
  store.actions.setPreferences({ skin_tone: tone });
}
