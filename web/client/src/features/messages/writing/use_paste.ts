/** What is pasted: files, an address over words, rich text as markdown, or just its words. */

import { useRef } from "preact/hooks";
import { filesOf } from "../../files/carried";
import { applyEdit, insertText, selectedIn } from "./apply";
import { linkOver } from "./edits";
import { inOpenFence } from "./lines";

/** Longer than this, a text is offered as a file: four full messages. */
const LONG = 64_000;

interface PasteOptions {
  onFiles?: ((files: File[]) => void) | undefined;
  /** A text that no message could hold. */
  onLong: (text: string) => void;
}

export interface Paste {
  onKeyDown(event: KeyboardEvent): void;
  onPaste(event: ClipboardEvent): void;
}

export function usePaste({ onFiles, onLong }: PasteOptions): Paste {
  const plainAsked = useRef(false);
  return {
    onKeyDown: (event) => {
      plainAsked.current = (event.ctrlKey || event.metaKey) && event.shiftKey && event.code === "KeyV";
    },
    onPaste: (event) => {
      const field = event.currentTarget as HTMLTextAreaElement;
      const from = event.clipboardData;
      if (!from) return;
      const words = from.getData("text/plain");
      const files = onFiles && words.trim() === "" ? filesOf(from) : [];
      if (files.length > 0) {
        event.preventDefault();
        onFiles!(files);
      } else if (words.length > LONG) {
        event.preventDefault();
        onLong(words);
      } else if (!plainAsked.current) pasteWords(event, field, words, from);
      plainAsked.current = false;
    },
  };
}

function pasteWords(event: ClipboardEvent, field: HTMLTextAreaElement, words: string, from: DataTransfer): void {
  const over = linkOver(selectedIn(field), words);
  const html = from.getData("text/html");
  const isCode = from.types.some((type) => type.includes("vscode")) || inOpenFence(field.value, field.selectionStart);
  if (over) {
    event.preventDefault();
    applyEdit(field, over);
  } else if (html && !isCode) {
    event.preventDefault();
    void pasteRich(field, html, words);
  }
}

/** The converter is loaded when rich text is pasted for the first time. */
async function pasteRich(field: HTMLTextAreaElement, html: string, words: string): Promise<void> {
  const text = await import("./from_html").then(({ markdownOf }) => markdownOf(html), () => null);
  insertText(field, text ?? words);
}
