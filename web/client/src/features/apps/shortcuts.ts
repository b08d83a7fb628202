/** Shortcuts of apps: those that there are, and running one. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ShortcutView } from "../../protocol";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { complain } from "../../ui/toast";
import { appSentence } from "../blocks/app_sentence";

const FRESH_MS = 60_000;

const known = signal<readonly ShortcutView[]>([]);
let asked_at = 0;

/** Of messages, or of nothing in particular; asked for where a menu opens, and again when a while has passed. */
export function useShortcuts(ofMessage: boolean, wanted = true): readonly ShortcutView[] {
  useEffect(() => {
    if (wanted) void loadShortcuts();
  }, [wanted]);
  return knownShortcuts(ofMessage);
}

/** Those that were heard of. */
export function knownShortcuts(ofMessage: boolean): readonly ShortcutView[] {
  return known.value.filter((one) => (one.of_message ?? false) === ofMessage);
}

/** Where they cannot be had, menus do without. */
export async function loadShortcuts(): Promise<void> {
  if (Date.now() - asked_at < FRESH_MS) return;
  asked_at = Date.now();
  try {
    known.value = await store.actions.listShortcuts();
  } catch {
    asked_at = 0;
  }
}

export const shortcutName = ({ name, app_name: app }: ShortcutView) => t("shortcut_of", { name, app });

/** Run it; what its app shows comes by its own ways, and what went wrong is said. */
export async function runShortcut(shortcut: ShortcutView, messageId: string | null): Promise<void> {
  try {
    await store.actions.runShortcut(shortcut.app_id, shortcut.callback_id, messageId);
  } catch (error) {
    complain(appSentence(error, shortcut.app_name));
  }
}
