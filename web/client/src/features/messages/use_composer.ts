/** What is being written in one channel or thread: kept as a draft, sent once, never lost. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { FileView } from "../../protocol";
import { store } from "../../ui/store";
import { startEditing } from "./edit_form";
import { focusLastRow } from "./row_focus";
import { MAX_TEXT } from "./too_long";

type Field = { current: HTMLTextAreaElement | null };

const TYPED_MS = 400;

export function useComposer(channelId: string, threadId: string | null, field: Field) {
  const place = `${channelId}/${threadId ?? ""}`;
  const [text, setText] = useState(() => store.draft(channelId, threadId).text);
  const [files, setFiles] = useState<readonly FileView[]>(() => store.draft(channelId, threadId).files);
  const [alsoToChannel, setAlsoToChannel] = useState(false);
  const latest = useRef({ text, files });
  latest.current = { text, files };
  const keep = () => store.actions.setDraft(channelId, threadId, { text: latest.current.text, files: [...latest.current.files] });

  useEffect(() => {
    const draft = store.draft(channelId, threadId);
    setText(draft.text);
    setFiles(draft.files);
    return keep;
  }, [place]);
  useEffect(() => {
    const timer = setTimeout(keep, TYPED_MS);
    return () => clearTimeout(timer);
  }, [text, files]);

  const type = (value: string) => {
    setText(value);
    if (value.trim() !== "") store.actions.typing(channelId, threadId);
  };
  const maySend = (text.trim() !== "" || files.length > 0) && [...text].length <= MAX_TEXT;
  const send = (): boolean => {
    if (!maySend) return false;
    store.actions.post({ channel_id: channelId, thread_id: threadId, text: text.trim(), files: [...files], also_to_channel: alsoToChannel });
    latest.current = { text: "", files: [] };
    setText("");
    setFiles([]);
    setAlsoToChannel(false);
    return true;
  };
  const insert = (piece: string) => {
    const at = field.current?.selectionStart ?? text.length;
    const end = field.current?.selectionEnd ?? at;
    const gap = piece === "@" && at > 0 && !/\s/.test(text[at - 1]!) ? " " : "";
    type(text.slice(0, at) + gap + piece + text.slice(end));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at + gap.length + piece.length, at + gap.length + piece.length);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" || text !== "" || !field.current) return;
    const mine = myLast(channelId, threadId);
    event.preventDefault();
    if (event.altKey || !mine) focusLastRow(field.current);
    else startEditing(mine);
  };
  return {
    text,
    setText: type,
    type,
    files,
    addFile: (file: FileView) => setFiles((before) => [...before, file]),
    removeFile: (id: string) => setFiles((before) => before.filter((file) => file.id !== id)),
    alsoToChannel,
    setAlsoToChannel,
    maySend,
    send,
    insert,
    onKeyDown,
  };
}

/** My newest message here that can still be changed. */
function myLast(channelId: string, threadId: string | null) {
  const timeline = threadId ? store.thread(threadId).value : store.timeline(channelId).value;
  const myId = store.me.value?.id;
  return timeline.messages.findLast((message) => message.author_id === myId && !message.deleted && message.text !== "");
}
