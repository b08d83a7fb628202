/** Writing entries, from wherever they come. */

import type { AddEntry, FaqEntryView, MessageView } from "../../protocol";
import { openLazily } from "../../ui/lazy";
import { store } from "../../ui/store";
import { plainText } from "../messages/plain_text";

/** Guests ask; members write. */
export function mayWriteEntries(): boolean {
  return store.me.value?.role !== "guest";
}

export function mayChange(entry: FaqEntryView): boolean {
  const me = store.me.value;
  const runs = entry.channel_id ? store.channels.value[entry.channel_id]?.role === "owner" : false;
  return runs || entry.owner_id === me?.id || me?.role === "owner" || me?.role === "admin";
}

/** A new entry, or another one of the words; what is not saved is kept under `place`. */
export function openEntryDialog(draft: Partial<AddEntry> = {}, entry: FaqEntryView | null = null, place = entry?.id ?? "new"): void {
  void openLazily(() => import("./entry_dialog"), ({ EntryDialog }) => <EntryDialog place={place} draft={draft} entry={entry} />);
}

/** A reply answers its thread's question; a question is answered by what its thread has accepted. */
export function writeEntryFrom(message: MessageView): void {
  const at = message.channel_id;
  const root = message.thread_id ? store.message(at, message.thread_id) : message;
  const accepted = root?.post?.accepted_id;
  const answer = message.thread_id ? message : accepted ? store.message(at, accepted) : undefined;
  const asked = root ? root.title || plainText(root) : "";
  const open = store.channels.value[at]?.kind === "public";
  const draft = {
    question: asked.slice(0, 500),
    answer: answer?.text ?? "",
    channel_id: open ? null : at,
    ...(answer ? { message_id: answer.id } : {}),
  };
  openEntryDialog(draft, null, answer?.id ?? message.id);
}

/** The day, as entries say when they are to be looked at again. */
export const today = (): string => new Date().toISOString().slice(0, 10);
