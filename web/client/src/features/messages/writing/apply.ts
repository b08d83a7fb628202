/** Carry out an edit in a text field so that the browser's own undo knows of it. */

import type { Edit, Selected } from "./edits";

/** Above this, the browser's way of typing a text in is too slow. */
const LONG = 8_000;

export function selectedIn(field: HTMLTextAreaElement): Selected {
  return { text: field.value, start: field.selectionStart, end: field.selectionEnd };
}

/** The field's `input` event follows, as if it were typed. */
export function applyEdit(field: HTMLTextAreaElement, edit: Edit): void {
  const { start, end, text } = edit;
  field.focus();
  field.setSelectionRange(start, end);
  if (start !== end || text !== "") {
    const typed = text.length < LONG && document.execCommand(text === "" ? "delete" : "insertText", false, text);
    if (!typed) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }
  field.setSelectionRange(edit.from, edit.to);
}

/** Put a text in place of the selection; the caret stands after it. */
export function insertText(field: HTMLTextAreaElement, text: string): void {
  const { start, end } = selectedIn(field);
  applyEdit(field, { start, end, text, from: start + text.length, to: start + text.length });
}
