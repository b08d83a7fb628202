/** Whether an app's blocks say all that their message says. */

import type { CardView } from "../../protocol";

/** The kinds that are shown here; a message that holds others too shows its words as well. */
const SHOWN: ReadonlySet<unknown> = new Set(["section", "header", "divider", "context", "image", "actions", "input", "rich_text"]);

/** Do the blocks say all that the message says? */
export function saysAll(card: CardView | null | undefined): boolean {
  const blocks = card?.blocks ?? [];
  return blocks.length > 0 && blocks.every((block) => SHOWN.has(block["type"]));
}

/** What of them is shown: all, or beside the message's words what can be pressed. */
export function shownBlocks(card: CardView): NonNullable<CardView["blocks"]> {
  const blocks = card.blocks ?? [];
  return saysAll(card) ? blocks : blocks.filter((block) => block["type"] === "actions" || block["type"] === "input");
}
