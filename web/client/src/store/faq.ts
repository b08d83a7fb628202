// What is asked and done about the FAQ: its entries, the bot's answers, what a channel wants of it.

import type { AddEntry, ChangeEntry, Events, FaqChannelView, FaqEntryView, FaqReport, MessageView } from "../protocol";
import type { Page } from "./api";
import type { Core } from "./core";
import { readPage } from "./last_pages";
import type { State } from "./state";

export interface FaqActions {
  /** Without words all entries, pinned ones first; else those that fit them best. */
  listEntries(query: string, after?: string): Promise<Page<FaqEntryView>>;
  getEntry(entryId: string): Promise<FaqEntryView>;
  addEntry(entry: AddEntry): Promise<FaqEntryView>;
  changeEntry(change: ChangeEntry): Promise<FaqEntryView>;
  removeEntry(entryId: string): Promise<void>;
  importEntries(csv: string): Promise<{ added: number; changed: number; bad: { line: number; field: string; detail: string }[] }>;
  exportEntries(): Promise<string>;
  faqReport(days: number): Promise<FaqReport>;
  faqSettings(channelId: string): Promise<FaqChannelView>;
  configureFaq(channelId: string, answers: boolean, asksId: string | null): Promise<FaqChannelView>;
  /** Say whether the bot's answer to my question helped. */
  rateAnswer(message: MessageView, helped: boolean): Promise<void>;
  /** Have the bot's answer to my question show another entry. */
  chooseAnswer(message: MessageView, entryId: string): Promise<void>;
}

export function faqActions(core: Core): FaqActions {
  const { ask } = core;
  return {
    listEntries: (query, after) => readPage(core, faqName(query), after, ask("faq.list", { query, after })),
    getEntry: (entry_id) => ask("faq.get", { entry_id }),
    addEntry: (entry) => ask("faq.add", entry),
    changeEntry: (change) => ask("faq.change", change),
    removeEntry: async (entry_id) => void (await ask("faq.remove", { entry_id })),
    importEntries: (csv) => ask("faq.import", { csv }),
    exportEntries: async () => (await ask("faq.export", {})).csv,
    faqReport: (days) => ask("faq.report", { days }),
    faqSettings: (channel_id) => ask("faq.settings", { channel_id }),
    configureFaq: (channel_id, answers, asks_id) => ask("faq.configure", { channel_id, answers, asks_id }),
    rateAnswer: async (message, helped) => void (await ask("faq.rate", { message_id: message.id, helped })),
    chooseAnswer: async (message, entry_id) => void (await ask("faq.choose", { message_id: message.id, entry_id })),
  };
}

/** Under which name the first page of entries is kept. */
export const faqName = (query: string): string => (query === "" ? "faq" : `faq/${query}`);

/** Entries are others than before: a page that shows some asks again. */
export function entriesChanged(state: State, _: Events["faq.entry_changed"] | Events["faq.entry_removed"] | Events["faq.imported"]): State {
  return { ...state, faqChanges: state.faqChanges + 1 };
}
