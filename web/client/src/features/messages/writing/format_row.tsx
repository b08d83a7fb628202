/** The formatting row: one button for each thing that a text can be. */

import { Bold, Code, Italic, Link, List, ListOrdered, SquareCode, Strikethrough, TextQuote } from "lucide";
import type { IconNode } from "lucide";
import { IconButton } from "../../../ui/button";
import { t, type Key } from "../../../ui/i18n";
import { remembered } from "../../../ui/remembered";
import { applyEdit, selectedIn } from "./apply";
import { format, type Format } from "./edits";
import "./format_row.css";

const BUTTONS: ReadonlyArray<readonly [Format, IconNode, Key, string]> = [
  ["bold", Bold, "format.bold", "B"],
  ["italic", Italic, "format.italic", "I"],
  ["strike", Strikethrough, "format.strike", "⇧X"],
  ["link", Link, "format.link", "K"],
  ["bullets", List, "format.bullets", "⇧8"],
  ["numbers", ListOrdered, "format.numbers", "⇧7"],
  ["quote", TextQuote, "format.quote", "⇧9"],
  ["code", Code, "format.code", "⇧C"],
  ["block", SquareCode, "format.block", "⌥⇧C"],
];

/** Whether the row is unfolded; each browser remembers. */
export const formatRowOpen = remembered("format_row", false);

export function FormatRow({ field }: { field: { current: HTMLTextAreaElement | null } }) {
  if (!formatRowOpen.value) return null;
  const apply = (how: Format) => {
    if (field.current) applyEdit(field.current, format(how, selectedIn(field.current)));
  };
  return (
    <div class="format-row" role="toolbar" aria-label={t("formatting")}>
      {BUTTONS.map(([how, icon, name, key]) => (
        <IconButton
          key={how}
          icon={icon}
          size={18}
          label={t(name)}
          title={`${t(name)} (${shortcut(key)})`}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => apply(how)}
        />
      ))}
    </div>
  );
}

/** As the person's own keyboard writes it. */
function shortcut(key: string): string {
  if (/Mac|iP(hone|ad)/.test(navigator.platform)) return `⌘${key}`;
  return `Ctrl+${key.replace("⌥", "Alt+").replace("⇧", "Shift+")}`;
}
