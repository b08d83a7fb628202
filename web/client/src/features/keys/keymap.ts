/** The keys of the client: what each does, and which were pressed. Pure. */

import type { Key } from "../../ui/i18n";

export type KeyAction =
  | "switcher"
  | "keys"
  | "search"
  | "feed"
  | "threads"
  | "mentions"
  | "saved"
  | "drafts"
  | "channel-previous"
  | "channel-next"
  | "unread-previous"
  | "unread-next"
  | "settle"
  | "region-next"
  | "region-previous";

/** Where a key works: anywhere, only while nothing is being typed, or only in an installed window,
 *  where the browser has no such key of its own. */
type Reach = "always" | "resting" | "installed";

interface Shortcut {
  action: KeyAction;
  /** "Mod" is Ctrl, on a Mac the command key; a blank stands between keys that are pressed in turn. */
  keys: string;
  reach: Reach;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { action: "switcher", keys: "Mod+K", reach: "always" },
  { action: "channel-previous", keys: "Alt+ArrowUp", reach: "always" },
  { action: "channel-next", keys: "Alt+ArrowDown", reach: "always" },
  { action: "unread-previous", keys: "Alt+Shift+ArrowUp", reach: "always" },
  { action: "unread-next", keys: "Alt+Shift+ArrowDown", reach: "always" },
  { action: "search", keys: "Mod+Shift+F", reach: "always" },
  { action: "search", keys: "/", reach: "resting" },
  { action: "feed", keys: "G F", reach: "resting" },
  { action: "threads", keys: "G T", reach: "resting" },
  { action: "threads", keys: "Mod+Shift+T", reach: "installed" },
  { action: "mentions", keys: "G M", reach: "resting" },
  { action: "mentions", keys: "Mod+Shift+M", reach: "installed" },
  { action: "saved", keys: "G S", reach: "resting" },
  { action: "drafts", keys: "G D", reach: "resting" },
  { action: "settle", keys: "Escape", reach: "always" },
  { action: "region-next", keys: "F6", reach: "always" },
  { action: "region-previous", keys: "Shift+F6", reach: "always" },
  { action: "keys", keys: "?", reach: "resting" },
  { action: "keys", keys: "Mod+/", reach: "always" },
];

/** What the map says of each action. */
export const ACTION_NAMES: Record<KeyAction, Key> = {
  switcher: "switcher",
  keys: "keys",
  search: "search_messages",
  feed: "feed",
  threads: "threads",
  mentions: "mentions",
  saved: "saved",
  drafts: "drafts",
  "channel-previous": "key_channel_previous",
  "channel-next": "key_channel_next",
  "unread-previous": "key_unread_previous",
  "unread-next": "key_unread_next",
  settle: "key_settle",
  "region-next": "key_region_next",
  "region-previous": "key_region_previous",
};

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export interface Situation {
  mac: boolean;
  /** The key would go into a field. */
  typing: boolean;
  installed: boolean;
  /** Keys without Ctrl or Alt are wanted. */
  singles: boolean;
}

export interface Heard {
  action: KeyAction | null;
  /** The first of two keys, while the second is waited for. */
  begun: string | null;
}

const NOTHING: Heard = { action: null, begun: null };

/** What a pressed key means, after `begun`. */
export function hear(pressed: Pressed, begun: string | null, at: Situation): Heard {
  const combination = combinationOf(pressed, at.mac);
  if (combination === null) return { action: null, begun };
  const open = SHORTCUTS.filter((shortcut) => reaches(shortcut, at));
  const keys = begun === null ? combination : `${begun} ${combination}`;
  const whole = open.find((shortcut) => shortcut.keys === keys);
  if (whole) return { action: whole.action, begun: null };
  if (begun !== null) return hear(pressed, null, at);
  return open.some((shortcut) => shortcut.keys.startsWith(`${combination} `)) ? { action: null, begun: combination } : NOTHING;
}

function reaches({ reach }: Shortcut, at: Situation): boolean {
  if (reach === "installed") return at.installed;
  if (reach === "resting" && (at.typing || !at.singles)) return false;
  return true;
}

/** "Mod+Shift+F"; null for a modifier alone. Signs such as ? need no Shift: it is how they are typed. */
function combinationOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed, mac: boolean): string | null {
  if (["Control", "Meta", "Alt", "Shift", "Dead", "Process", "AltGraph"].includes(key)) return null;
  const isLetter = /^\p{L}$/u.test(key);
  const isSign = key.length === 1 && !isLetter;
  const parts = [
    (mac ? metaKey : ctrlKey) && "Mod",
    (mac ? ctrlKey : metaKey) && "Other",
    altKey && "Alt",
    shiftKey && !isSign && "Shift",
    isLetter ? key.toUpperCase() : key,
  ];
  return parts.filter(Boolean).join("+");
}

const SIGNS: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };
const MAC_SIGNS: Record<string, string> = { Mod: "⌘", Alt: "⌥", Shift: "⇧" };

/** The keys as they are written on the keyboard: for each step, the keys held together. */
export function keyCaps(keys: string, mac: boolean): string[][] {
  return keys.split(" ").map((step) => {
    const names = step === "Mod+/" ? ["Mod", "/"] : step.split("+");
    return names.map((name) => (mac && MAC_SIGNS[name]) || (name === "Mod" ? "Ctrl" : (SIGNS[name] ?? name)));
  });
}
