/** What is being written in one channel or thread: kept as a draft, sent once, never lost. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { FileView } from "../../protocol";
import { newClientId } from "../../store";
import { t } from "../../ui/i18n";
import { isElsewhere } from "../../ui/router";
import { store } from "../../ui/store";
import { complain, say, sayWith } from "../../ui/toast";
import { commandIn, runCommand, type TypedCommand } from "../apps/commands";
import { attachingAt } from "../files/attaching";
import { sendLater } from "../scheduled/send_later";
import { offerUndo } from "../scheduled/undo_send";
import { startEditing } from "./edit_form";
import { focusLastRow } from "./row_focus";
import { isTooLong } from "./too_long";
import { applyEdit, selectedIn } from "./writing/apply";

type Field = { current: HTMLTextAreaElement | null };

const TYPED_MS = 400;
const OFFERED_MS = 10_000;

/** What is to be sent, for one who sends it otherwise. */
export interface Delivery {
  text: string;
  files: FileView[];
}

export type Composing = ReturnType<typeof useComposer>;

export function useComposer(channelId: string, threadId: string | null, field: Field, deliver?: (written: Delivery) => void) {
  const place = `${channelId}/${threadId ?? ""}`;
  const [text, setText] = useState(() => store.draft(channelId, threadId).text);
  const [alsoToChannel, setAlsoToChannel] = useState(false);
  /** Sent already by the person, while files are still on their way. */
  const [queued, setQueued] = useState(false);
  const attaching = useMemo(() => attachingAt(channelId, threadId), [place]);
  const files = attaching.files.value;
  const busy = attaching.busy.value;
  const latest = useRef({ text, files });
  latest.current = { text, files };
  const draft = store.draft(channelId, threadId);
  const kept = useRef(draft);
  const keep = () => {
    const mine = { text: latest.current.text, files: [...latest.current.files] };
    kept.current = mine;
    store.actions.setDraft(channelId, threadId, mine);
  };
  /** Only what was written here: a draft that has just come may not be shown yet, and must stay. */
  const keepNews = () => {
    const { text: now, files: attached } = latest.current;
    if (now !== kept.current.text || ids(attached) !== ids(kept.current.files)) keep();
  };
  useEffect(() => {
    const timer = setTimeout(keepNews, TYPED_MS);
    return () => clearTimeout(timer);
  }, [text, files]);
  useEffect(() => {
    // Whoever leaves the field may leave the page next: what was typed is kept at once.
    const element = field.current;
    addEventListener("pagehide", keepNews);
    element?.addEventListener("blur", keepNews);
    return () => {
      removeEventListener("pagehide", keepNews);
      element?.removeEventListener("blur", keepNews);
      keepNews();
    };
  }, [place]);
  // Changed elsewhere: on another device, or by taking a message back. What is typed here at this moment stays.
  useEffect(() => {
    if (words(draft.text) !== words(kept.current.text) && words(latest.current.text) === words(kept.current.text)) {
      latest.current = { ...latest.current, text: draft.text };
      setText(draft.text);
    }
    if (ids(draft.files) !== ids(kept.current.files) && ids(latest.current.files) === ids(kept.current.files)) attaching.adopt(draft.files);
    kept.current = draft;
  }, [draft]);

  const type = (value: string) => {
    setText(value);
    if (value.trim() !== "" && !deliver) store.actions.typing(channelId, threadId);
  };
  const hasFailed = attaching.list.value.some((item) => item.state === "failed");
  const holds = text.trim() !== "" || attaching.list.value.length > 0;
  const maySend = holds && !hasFailed && !isTooLong(text);
  const [running, setRunning] = useState<string | null>(null);
  /** What was typed stays until the app has it. */
  const run = async (typed: TypedCommand) => {
    if (running !== null) return;
    const before = text;
    setRunning(typed.name);
    const outcome = await runCommand(typed, channelId, threadId);
    setRunning(null);
    if (outcome.is === "told") return;
    if (outcome.is === "failed") return complain(outcome.why);
    const still = latest.current.text === before;
    if (outcome.is === "unknown") return offerAsWords(typed.name, () => still && sendWords());
    if (!still) return;
    store.actions.setDraft(channelId, threadId, { text: "", files: [] });
    empty();
  };
  const post = () => {
    if (deliver) {
      deliver({ text, files: [...files] });
      return empty();
    }
    const typed = files.length === 0 ? commandIn(text) : null;
    if (typed) void run(typed);
    else sendWords();
  };
  const sendWords = () => {
    const keeps_unread = isElsewhere(channelId);
    const written = { channel_id: channelId, thread_id: threadId, text: text.trim(), files: [...files], also_to_channel: alsoToChannel, keeps_unread };
    offerUndo(store.actions.post(written), written);
    empty();
  };
  const empty = () => {
    latest.current = { text: "", files: [] };
    attaching.clear();
    setText("");
    setAlsoToChannel(false);
    setQueued(false);
  };
  /** At once, or as soon as the files have arrived. */
  const send = () => {
    if (!maySend) return;
    if (busy) setQueued(true);
    else post();
  };
  /** With what is written. One that cannot be taken, as is said then, sends nothing. */
  const sendFile = (file: File) => {
    const before = attaching.list.peek().length;
    attaching.add([file]);
    if (attaching.list.peek().length > before) setQueued(true);
  };
  const maySendLater = maySend && !busy;
  /** The message that was to go later, and the name that it keeps until it changes or has gone. */
  const attempted = useRef<{ of: string; client_id: string } | null>(null);
  const later = async (send_at: number) => {
    const written = { channel_id: channelId, thread_id: threadId, text: text.trim(), files: [...files], also_to_channel: alsoToChannel };
    const of = JSON.stringify({ ...written, files: ids(files) });
    if (attempted.current?.of !== of) attempted.current = { of, client_id: newClientId() };
    if (!(await sendLater({ ...written, send_at, client_id: attempted.current.client_id }))) return;
    attempted.current = null;
    const now = latest.current; // what was typed during the wait stays
    if (now.text.trim() !== written.text || ids(now.files) !== ids(written.files)) return;
    store.actions.setDraft(channelId, threadId, { text: "", files: [] });
    empty();
  };
  useEffect(() => {
    if (!queued) return;
    if (maySend) return void (busy || post());
    setQueued(false);
    if (holds) complain(t(isTooLong(text) ? "send_stopped_long" : "send_stopped_file"));
  }, [queued, busy, maySend]);

  const insert = (piece: string) => {
    if (!field.current) return;
    const { start, end } = selectedIn(field.current);
    const gap = piece === "@" && start > 0 && !/\s/.test(text[start - 1] ?? " ") ? " " : "";
    const caret = start + gap.length + piece.length;
    applyEdit(field.current, { start, end, text: gap + piece, from: caret, to: caret });
  };
  /** A text that no message holds goes along as a file. */
  const attachText = (long: string) => {
    attaching.add([new File([long], `${t("text_file_name")}.txt`, { type: "text/plain" })]);
    say(t("text_attached"));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && queued) setQueued(false);
    if (event.key !== "ArrowUp" || text !== "" || !field.current) return;
    const mine = myLast(channelId, threadId);
    event.preventDefault();
    if (event.altKey || !mine) focusLastRow(field.current);
    else startEditing(mine, threadId !== null);
  };
  return {
    text,
    type,
    attaching,
    alsoToChannel,
    setAlsoToChannel,
    maySend,
    queued,
    running,
    unqueue: () => setQueued(false),
    send,
    maySendLater,
    sendLater: (sendAt: number) => void later(sendAt),
    sendFile,
    insert,
    insertEmoji: (_name: string, character: string) => insert(character),
    attachText,
    attachAll: () => (attachText(text), type("")),
    onKey,
  };
}

/** It may not have been meant as a command. */
function offerAsWords(name: string, act: () => void): void {
  sayWith(t("command_unknown", { name }), { kind: "command", verb: t("command_send"), act }, OFFERED_MS);
}

/** A draft of blanks is none. */
const words = (text: string) => (text.trim() ? text : "");
const ids = (files: readonly FileView[]) => files.map((file) => file.id).join();

/** My newest message here that can still be changed. */
function myLast(channelId: string, threadId: string | null) {
  const timeline = threadId ? store.thread(threadId).value : store.timeline(channelId).value;
  const myId = store.me.value?.id;
  return timeline.messages.findLast((message) => message.author_id === myId && !message.deleted && message.text !== "");
}
