/** A text field for messages: formatting keys, lists that go on, completion, rich paste. */

import { useLayoutEffect } from "preact/hooks";
import { CompletionList } from "../completion_list";
import { fitHeight } from "../fit_height";
import { useCompletion } from "../use_completion";
import { applyEdit, selectedIn } from "./apply";
import { format } from "./edits";
import { formatFor } from "./keys";
import { indentItem, inOpenFence, newLine } from "./lines";
import { usePaste } from "./use_paste";

interface WritingFieldProps {
  field: { current: HTMLTextAreaElement | null };
  channelId: string;
  label: string;
  placeholder?: string;
  text: string;
  class?: string;
  most_px: number;
  /** Enter is a new line, and with Ctrl or Command what Enter is elsewhere. */
  lines?: boolean;
  /** A first slash begins a command. */
  commands?: boolean;
  onText: (text: string) => void;
  /** Enter, where it is no new line. */
  onEnter: () => void;
  /** Keys that the field has no use for. */
  onKey?: (event: KeyboardEvent) => void;
  onFiles?: (files: File[]) => void;
  onLong: (text: string) => void;
}

export function WritingField(props: WritingFieldProps) {
  const { field, text } = props;
  const completion = useCompletion(props.channelId, field, text, props.commands);
  const paste = usePaste(props);
  useLayoutEffect(() => fitHeight(field.current, props.most_px), [text, props.most_px]);
  const onKeyDown = (event: KeyboardEvent) => {
    paste.onKeyDown(event);
    if (completion.onKeyDown(event) || event.isComposing) return;
    if (writes(event, event.currentTarget as HTMLTextAreaElement, props.lines ?? false)) return event.preventDefault();
    if (event.key !== "Enter" || event.shiftKey) return props.onKey?.(event);
    event.preventDefault();
    completion.close();
    props.onEnter();
  };
  return (
    <>
      <CompletionList completion={completion} />
      <textarea
        ref={field}
        class={`${props.class ?? ""} scroll`}
        dir="auto"
        aria-label={props.label}
        aria-autocomplete="list"
        aria-controls={completion.open ? completion.listId : undefined}
        aria-activedescendant={completion.activeId}
        placeholder={props.placeholder}
        rows={1}
        enterkeyhint={props.lines ? "enter" : "send"}
        autocomplete="off"
        value={text}
        onInput={(event) => {
          completion.wrote(event.currentTarget.value);
          props.onText(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onSelect={completion.look}
        onBlur={completion.close}
        onPaste={paste.onPaste}
      />
    </>
  );
}

/** True if the key changed the text: a format, a new line that goes on, an item moved in or out. */
function writes(event: KeyboardEvent, field: HTMLTextAreaElement, lines: boolean): boolean {
  const selected = selectedIn(field);
  const how = formatFor(event, selected.start !== selected.end);
  if (how) {
    event.stopPropagation();
    applyEdit(field, format(how, selected));
    return true;
  }
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "Enter" && bare && (lines || event.shiftKey || inOpenFence(selected.text, selected.start))) {
    applyEdit(field, newLine(selected));
    return true;
  }
  const moved = event.key === "Tab" && bare ? indentItem(selected, event.shiftKey) : null;
  if (moved) applyEdit(field, moved);
  return moved !== null;
}
