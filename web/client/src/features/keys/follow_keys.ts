/** Does what the keys ask for; off while something lies over the page. */

import { createElement } from "preact";
import { remembered } from "../../ui/remembered";
import { closeDialog } from "../../ui/dialog";
import { openLazily } from "../../ui/lazy";
import { channelPath, go, route } from "../../ui/router";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import { t } from "../../ui/i18n";
import { isUnread } from "../membership/sections";
import { openSwitcher } from "../switcher/open";
import { hear, type KeyAction } from "./keymap";
import { moveToRegion } from "./regions";

const PATIENCE_MS = 1500;

/** Keys without Ctrl or Alt can be turned off: who dictates would press them by speaking. */
export const singles = remembered<boolean>("keys.singles", true);

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const isInstalled = (): boolean => matchMedia("(display-mode: standalone)").matches;

export const fetchKeys = () => import("./keys_dialog");

/** Show the map of the keys. */
export function openKeys(): void {
  void openLazily(fetchKeys, ({ KeysDialog }) => createElement(KeysDialog, {}));
}

/** Listen from now on; returns a stop. Keys are heard before the fields hear them, but for Escape:
 *  who has something to close with it comes first. */
export function followKeys(): () => void {
  let begun: string | null = null;
  let begun_at = 0;
  const onKeyDown = (event: KeyboardEvent) => {
    const early = event.eventPhase === Event.CAPTURING_PHASE;
    if (event.defaultPrevented || event.isComposing || early === (event.key === "Escape")) return;
    if (Date.now() - begun_at > PATIENCE_MS) begun = null;
    const heard = hear(event, begun, { mac: isMac, typing: isTyping(event.target), installed: isInstalled(), singles: singles.value });
    if (document.querySelector("dialog[open]")) return leaveSwitcher(event, heard.action);
    ({ begun } = heard);
    begun_at = Date.now();
    if (!heard.action || !act(heard.action, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", onKeyDown, true);
  document.addEventListener("keydown", onKeyDown);
  return () => {
    document.removeEventListener("keydown", onKeyDown, true);
    document.removeEventListener("keydown", onKeyDown);
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
}

/** The key that opened the switcher closes it; it never reaches the browser's own search. */
function leaveSwitcher(event: KeyboardEvent, action: KeyAction | null): void {
  if (action !== "switcher") return;
  event.preventDefault();
  if (document.querySelector(".switcher[open]")) closeDialog();
}

/** True where the key was used. */
function act(action: KeyAction, event: KeyboardEvent): boolean {
  switch (action) {
    case "switcher":
      openSwitcher();
      return true;
    case "keys":
      openKeys();
      return true;
    case "search":
      return search();
    case "channel-previous":
    case "channel-next":
      if (isMovable(event.target)) return false; // there the keys move the line itself
      return moveAmongChannels(action.endsWith("next") ? 1 : -1, false);
    case "unread-previous":
    case "unread-next":
      return moveAmongChannels(action.endsWith("next") ? 1 : -1, action.startsWith("unread"));
    case "settle":
      return settle(event);
    case "region-next":
    case "region-previous":
      return moveToRegion(action === "region-next" ? 1 : -1);
    default:
      go(`/${action}`);
      return true;
  }
}

function isMovable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".channel-line[data-drag], .section__name") !== null;
}

function search(): boolean {
  const box = document.querySelector<HTMLInputElement>("[role=search] input");
  if (box && box.offsetParent !== null) box.select();
  else go("/search");
  return true;
}

/** In the order of the list as it is shown. */
function moveAmongChannels(step: 1 | -1, unread: boolean): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(".channel-list [data-channel]")].filter((row) => row.offsetParent !== null);
  const ids = rows.map((row) => row.dataset["channel"]!);
  const here = route.value;
  const at = here.at === "channel" ? ids.indexOf(here.channelId) : -1;
  const asks = (id: string) => !unread || (store.channels.value[id] !== undefined && isUnread(store.channels.value[id]));
  for (let steps = 1; steps <= ids.length; steps += 1) {
    const next = ids[(at < 0 && step < 0 ? ids.length : at) + step * steps];
    const id = next ?? (unread ? ids[(at + step * steps + 2 * ids.length) % ids.length] : undefined);
    if (id === undefined) return true;
    if (asks(id) && !(here.at === "channel" && id === here.channelId)) {
      go(channelPath(id));
      rows[ids.indexOf(id)]?.scrollIntoView({ block: "nearest" });
      return true;
    }
  }
  if (unread) say(t("nothing_unread"));
  return true;
}

/** Escape: out of the pane that has the focus, else the channel is read. */
function settle(event: KeyboardEvent): boolean {
  const here = route.value;
  const inPane = event.target instanceof Element && event.target.closest(".pane") !== null;
  const atRest = document.activeElement === document.body || document.activeElement === null;
  if (here.at === "threads" && here.open && (inPane || atRest)) {
    go("/threads");
    return true;
  }
  if (here.at !== "channel") return false;
  if (here.pane && (inPane || atRest)) go(channelPath(here.channelId));
  else store.actions.markRead(here.channelId);
  return true;
}
