/** Slash commands: those that there are, and running what was typed. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CommandView } from "../../protocol";
import { t } from "../../ui/i18n";
import { go } from "../../ui/router";
import { store } from "../../ui/store";
import { sayWith } from "../../ui/toast";
import { appSentence } from "../blocks/app_sentence";

const FRESH_MS = 60_000;
const TOLD_MS = 10_000;

const known = signal<readonly CommandView[] | null>(null);
let asked_at = 0;

/** Those of the apps, and the FAQ's own where no app has taken its name. */
export function allCommands(apps: readonly CommandView[]): readonly CommandView[] {
  if (apps.some((command) => command.name === FAQ)) return apps;
  return [...apps, { name: FAQ, app_name: "", person_id: "", description: t("faq_command"), hint: t("faq_command_hint") }];
}

export const FAQ = "faq";

/** Asked for when a first slash is typed, and again when a while has passed. */
export function useCommands(wanted: boolean): readonly CommandView[] {
  useEffect(() => {
    if (wanted) void load().catch(() => undefined);
  }, [wanted]);
  return allCommands(known.value ?? []);
}

async function load(): Promise<readonly CommandView[]> {
  if (known.peek() === null || Date.now() - asked_at > FRESH_MS) {
    known.value = await store.actions.listCommands();
    asked_at = Date.now();
  }
  return allCommands(known.peek() ?? []);
}

export interface TypedCommand {
  name: string;
  text: string;
}

/** The command that a text begins with, whether or not there is one of that name. */
export function commandIn(text: string): TypedCommand | null {
  const found = /^\/([\w.-]{1,32})(?:\s+([^]*))?$/u.exec(text.trim());
  return found ? { name: found[1]!.toLowerCase(), text: (found[2] ?? "").trim() } : null;
}

export type Outcome = { is: "done" } | { is: "unknown" } | { is: "told" } | { is: "failed"; why: string };

/** Without words there is nothing to ask; what is known can be looked through. */
function tellOfFaq(): Outcome {
  sayWith(t("faq_command_empty"), { kind: "faq", verb: t("faq_browse"), act: () => go("/faq") }, TOLD_MS);
  return { is: "told" };
}

/** Run it where it was typed. */
export async function runCommand(typed: TypedCommand, channelId: string, threadId: string | null): Promise<Outcome> {
  let app = `/${typed.name}`;
  try {
    const command = (await load()).find((one) => one.name === typed.name);
    if (!command) return { is: "unknown" };
    if (command.person_id === "") {
      if (typed.text === "") return tellOfFaq();
      await store.actions.askFaqHere(channelId, threadId, typed.text);
      return { is: "done" };
    }
    app = command.app_name;
    await store.actions.runCommand(channelId, threadId, typed.name, typed.text);
    return { is: "done" };
  } catch (error) {
    return { is: "failed", why: appSentence(error, app) };
  }
}
