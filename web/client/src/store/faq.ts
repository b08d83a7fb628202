// What is asked and done about the FAQ: its entries, the bot's answers, what a channel wants of it.

import type { AddEntry, ChangeEntry, Events, FaqChannelView, FaqEntryView, FaqReport, MessageView } from "../protocol";
import type { Page } from "./api";
import type { Core } from "./core";
import { readPage } from "./last_pages";
import { put, type State } from "./state";

export interface FaqActions {
  /** Without words all entries, pinned ones first; else those that fit them best. `reviewBy` is a day. */
  listEntries(query: string, after?: string, reviewBy?: string): Promise<Page<FaqEntryView>>;
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
    listEntries: (query, after, reviewBy = "") =>
      readPage(core, faqName(query, reviewBy), after, ask("faq.list", { query, after, review_by: reviewBy })),
    getEntry: (entry_id) => ask("faq.get", { entry_id }),
    addEntry: (entry) => ask("faq.add", entry),
    changeEntry: (change) => ask("faq.change", change),
    removeEntry: async (entry_id) => void (await ask("faq.remove", { entry_id })),
    importEntries: (csv) => ask("faq.import", { csv }),
    exportEntries: async () => (await ask("faq.export", {})).csv,
    faqReport: (days) => ask("faq.report", { days }),
    faqSettings: (channel_id) => ask("faq.settings", { channel_id }),
    configureFaq: (channel_id, answers, asks_id) => ask("faq.configure", { channel_id, answers, asks_id }),
    rateAnswer: async (message, helped) => {
      const { faq, id: message_id } = message;
      if (!faq?.question_id) return void (await ask("faq.rate", { message_id, helped }));
      await ask("faq.rate_aside", { question_id: faq.question_id, helped });
      core.update((state) => answeredAside(state, message, { faq: { ...faq, rating: helped ? "helped" : "unhelped" } }));
    },
    chooseAnswer: async (message, entry_id) => {
      const { faq, id: message_id, channel_id, thread_id } = message;
      if (!faq?.question_id) return void (await ask("faq.choose", { message_id, entry_id }));
      const { text, spans, faq: card } = await ask("faq.choose_aside", { channel_id, thread_id, question_id: faq.question_id, entry_id });
      core.update((state) => answeredAside(state, message, { text, spans, faq: card }));
    },
  };
}

/** Under which name the first page of entries is kept. */
export const faqName = (query: string, reviewBy = ""): string =>
  `faq${reviewBy && `-due-${reviewBy}`}${query && `/${query}`}`;

/** Entries are others than before: a page that shows some asks again. */
export function entriesChanged(state: State, _: Events["faq.entry_changed"] | Events["faq.entry_removed"] | Events["faq.imported"]): State {
  return { ...state, faqChanges: state.faqChanges + 1 };
}

/** Another state of what the bot answered me alone, where it still stands. */
export function answeredAside(state: State, message: MessageView, change: Partial<MessageView>): State {
  const key = message.thread_id ?? message.channel_id;
  const there = state.whispers[key];
  if (!there) return state;
  return { ...state, whispers: put(state.whispers, key, there.map((one) => (one.id === message.id ? { ...one, ...change } : one))) };
}
