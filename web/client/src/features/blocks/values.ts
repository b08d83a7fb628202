/** What the fields of blocks hold, in the shapes that apps read; and what is wrong with it. Pure. */

import { t } from "../../ui/i18n";
import { isItem, items, text, type Item } from "./items";

export type Value = Record<string, unknown>;
/** By block, then by action. */
export type Values = Record<string, Record<string, Value>>;

/** What holds a field's value, and what its app begins with. */
const HOLDS: Readonly<Record<string, readonly [string, string]>> = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  checkboxes: ["selected_options", "initial_options"],
  multi_static_select: ["selected_options", "initial_options"],
  external_select: ["selected_option", "initial_option"],
  multi_external_select: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  file_input: ["files", "initial_files"],
};

export const kindOf = (element: Item): string => text(element["type"]);

/** Can it hold a value, as buttons cannot? */
export const isField = (element: Item): boolean => kindOf(element) in HOLDS;

/** The name under which its value stands. */
export const holderOf = (element: Item): string => HOLDS[kindOf(element)]?.[0] ?? "value";

/** Does it hold several at once? */
export const isMany = (element: Item): boolean => holderOf(element).endsWith("s");

export function valueWith(element: Item, held: unknown): Value {
  return { type: kindOf(element), [holderOf(element)]: held ?? (isMany(element) ? [] : null) };
}

/** The value that its app begins with. */
export function initialValue(element: Item): Value {
  return valueWith(element, element[HOLDS[kindOf(element)]?.[1] ?? ""]);
}

/** The elements of some blocks that hold values, with their blocks. */
export function fieldsOf(blocks: readonly Item[]): { block: Item; element: Item }[] {
  return blocks.flatMap((block) => {
    const held = [...items(block["elements"]), block["accessory"], block["element"]];
    return held.filter(isItem).filter(isField).map((element) => ({ block, element }));
  });
}

/** All that the blocks hold: what was chosen, else what their app begins with. */
export function allValues(blocks: readonly Item[], chosen: Values): Values {
  const all: Values = {};
  for (const { block, element } of fieldsOf(blocks)) {
    const blockId = text(block["block_id"]);
    const actionId = text(element["action_id"]);
    (all[blockId] ??= {})[actionId] = chosen[blockId]?.[actionId] ?? initialValue(element);
  }
  return all;
}

/** What must be mended before a form can go, as a sentence for each block. */
export function problems(blocks: readonly Item[], chosen: Values): Record<string, string> {
  const values = allValues(blocks, chosen);
  const found: Record<string, string> = {};
  for (const block of blocks) {
    const { element } = block;
    if (block["type"] !== "input" || !isItem(element) || !isField(element)) continue;
    const blockId = text(block["block_id"]);
    const held = values[blockId]?.[text(element["action_id"])]?.[holderOf(element)];
    const wrong = isEmpty(held) ? emptyProblem(block, element) : problem(element, held);
    if (wrong) found[blockId] = wrong;
  }
  return found;
}

function isEmpty(held: unknown): boolean {
  return held === null || held === undefined || held === "" || (Array.isArray(held) && held.length === 0);
}

function emptyProblem(block: Item, element: Item): string | null {
  if (block["optional"] === true) return null;
  return t(/input$/.test(kindOf(element)) && !isMany(element) ? "fill_this" : "fill_choose");
}

function problem(element: Item, held: unknown): string | null {
  const said = text(held);
  switch (kindOf(element)) {
    case "plain_text_input":
      return lengthProblem(element, said);
    case "email_text_input":
      return /^[^\s@]+@[^\s@]+$/.test(said) ? null : t("fill_email");
    case "url_text_input":
      return isAddress(said) ? null : t("fill_url");
    case "number_input":
      return numberProblem(element, said);
    default:
      return null;
  }
}

function isAddress(said: string): boolean {
  try {
    return /^https?:$/.test(new URL(said).protocol);
  } catch {
    return false;
  }
}

function lengthProblem(element: Item, said: string): string | null {
  const least = Number(element["min_length"] ?? 0);
  const most = Number(element["max_length"] ?? 3000);
  if (said.length < least) return t("fill_short", { count: least });
  return said.length > most ? t("fill_long", { count: most }) : null;
}

function numberProblem(element: Item, said: string): string | null {
  if (!/^-?\d+([.,]\d+)?$/.test(said)) return t("fill_number");
  const number = Number(said.replace(",", "."));
  if (element["is_decimal_allowed"] !== true && !Number.isInteger(number)) return t("fill_whole");
  const least = element["min_value"];
  const most = element["max_value"];
  if (least !== undefined && number < Number(least)) return t("fill_least", { least: String(least) });
  return most !== undefined && number > Number(most) ? t("fill_most", { most: String(most) }) : null;
}
