/** A person's presence as one state, and hearing it for those on screen. */

import { useEffect } from "preact/hooks";
import { presenceName, type PresenceState } from "../../ui/presence_mark";
import { away } from "../../ui/away";
import { store } from "../../ui/store";

export function presenceOf(personId: string): PresenceState {
  const { state, dnd } = store.presence(personId);
  if (away.value) return "offline"; // nobody sees me; of others nothing is known now
  return dnd && state !== "offline" ? "dnd" : state;
}

/** The state in words; nothing before it is known, nor that a bot is away: it answers all the same. */
export function presenceWords(personId: string): string {
  if (store.person(personId)?.bot && presenceOf(personId) === "offline") return "";
  const known = away.value ? personId === store.me.value?.id : !store.presence(personId).unknown;
  return known ? presenceName(presenceOf(personId)) : "";
}

const wanted = new Map<symbol, readonly string[]>();

/** Hear the presence of these people while the component is there. */
export function useWatchPresence(personIds: readonly string[]): void {
  const names = personIds.join(" ");
  useEffect(() => {
    const key = Symbol();
    wanted.set(key, personIds);
    tell();
    return () => {
      wanted.delete(key);
      tell();
    };
  }, [names]);
}

function tell(): void {
  store.actions.watchPresence([...new Set([...wanted.values()].flat())].sort());
}
