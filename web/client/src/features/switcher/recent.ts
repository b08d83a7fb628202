/** Where I was lately in this browser: channels and threads, the latest first. */

import { useEffect } from "preact/hooks";
import { remembered } from "../../ui/remembered";
import { route, type Route } from "../../ui/router";
import { store } from "../../ui/store";
import { forgetSearches } from "../search/recent";

export interface Visit {
  /** The channel's id, or the thread's. */
  id: string;
  channel_id: string;
  at: number;
}

const MOST = 60;

export const visits = remembered<readonly Visit[]>("places.recent", []);
const owner = remembered<string | null>("places.of", null);

/** Where I was and what I searched for stays with nobody. */
export function forgetPlaces(): void {
  visits.value = [];
  owner.value = null;
  forgetSearches();
}

/** Note each place as it is entered; what another person left in this browser is dropped. */
export function useNoteVisits(): void {
  const myId = store.me.value?.id;
  useEffect(() => {
    if (!myId || owner.peek() === myId) return;
    forgetPlaces(); // somebody else's
    owner.value = myId;
  }, [myId]);
  const place = placeOf(route.value);
  const key = place ? `${place.channel_id}/${place.id}` : null;
  useEffect(() => {
    if (!place) return;
    const visit = { ...place, at: Date.now() };
    visits.value = [visit, ...visits.peek().filter((other) => other.id !== visit.id)].slice(0, MOST);
  }, [key]);
}

function placeOf(here: Route): Omit<Visit, "at"> | null {
  if (here.at === "threads" && here.open) return { id: here.open.threadId, channel_id: here.open.channelId };
  if (here.at !== "channel") return null;
  const thread = here.pane?.is === "thread" ? here.pane.id : null;
  return { id: thread ?? here.channelId, channel_id: here.channelId };
}
