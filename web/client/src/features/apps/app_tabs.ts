/** The two sides of a conversation with an app: its home page, and what we wrote to each other. */

import { signal, untracked } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { AppHomeView, ChannelView } from "../../protocol";
import type { AppTab } from "../../store";
import { remembered } from "../../ui/remembered";
import { store } from "../../ui/store";
import { countOf } from "../membership/sections";
import { othersIn } from "../membership/title";

const MOST_KEPT = 50;

/** The apps whose home page was looked at last, by their bots. */
const atHome = remembered<readonly string[]>("app_homes", []);

/** Show this side of the conversation with an app when it is opened. */
export function chooseTab(personId: string, tab: AppTab): void {
  const others = atHome.peek().filter((id) => id !== personId);
  atHome.value = tab === "home" ? [...others, personId].slice(-MOST_KEPT) : others;
}

/** An app's home page for me, and anew after each break; undefined for who is no app, or while unknown. */
export function useAppHome(personId: string | null): AppHomeView | undefined {
  const person = personId ? store.person(personId) : undefined;
  const asked = person?.bot === true && person.active !== false ? person.id : null;
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (asked && online) void store.actions.getAppHome(asked).catch(() => undefined); // a bot without an app has none
  }, [asked, online]);
  return asked ? store.appHomes.value[asked] : undefined;
}

export interface Tabs {
  /** Is there a home page, or a place for one? */
  shown: boolean;
  tab: AppTab;
  home: AppHomeView | undefined;
  choose: (tab: AppTab) => void;
}

/** Begins where one was last, but where something new was written, or a message is asked for, with the messages. */
export function useAppTabs(channel: ChannelView | undefined, messageId: string | null): Tabs {
  const personId = channel?.kind === "direct" ? othersIn(channel)[0]! : null;
  const home = useAppHome(personId);
  const reads = useMemo(() => signal(untracked(() => channel !== undefined && countOf(channel.id).unread > 0)), [personId]);
  useEffect(() => {
    if (messageId) reads.value = true;
  }, [messageId, reads]);
  const shown = home?.tab === true;
  const wanted = personId !== null && !reads.value && atHome.value.includes(personId);
  const tab = wanted && shown ? "home" : "messages";
  useEffect(() => {
    if (channel && home) void store.actions.openAppTab(channel.id, tab).catch(() => undefined);
  }, [channel?.id, home !== undefined, tab]);
  const choose = (chosen: AppTab) => {
    reads.value = false;
    if (personId) chooseTab(personId, chosen);
  };
  return { shown, tab, home, choose };
}
