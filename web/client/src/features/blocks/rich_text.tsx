/** Rich text of apps: runs with a look, lists, quotes and code, each of only what has the right type. */

import type { ComponentChildren } from "preact";
import { emojiFor } from "../reactions/emoji";
import { isItem, items, text, type Item } from "./items";
import { mrkdwn, OuterLink, safe } from "./mrkdwn";

export function RichText({ block }: { block: Item }) {
  return <div class="blocks__rich">{items(block["elements"]).map((part, at) => <Part key={at} part={part} />)}</div>;
}

function Part({ part }: { part: Item }) {
  const held = items(part["elements"]);
  switch (part["type"]) {
    case "rich_text_section":
      return <p>{held.map(run)}</p>;
    case "rich_text_quote":
      return <blockquote class="blocks__quote">{held.map(run)}</blockquote>;
    case "rich_text_preformatted":
      return <pre>{held.map((one) => text(one["text"]) || text(one["url"]))}</pre>;
    case "rich_text_list":
      return <List part={part} held={held} />;
    default:
      return null;
  }
}

const DEEP = 8;

function List({ part, held }: { part: Item; held: readonly Item[] }) {
  const lines = held.map((one, at) => <li key={at}>{items(one["elements"]).map(run)}</li>);
  const style = { marginInlineStart: `${Math.min(DEEP, Number(part["indent"]) || 0) * 1.5}rem` };
  if (part["style"] !== "ordered") return <ul style={style}>{lines}</ul>;
  return <ol start={1 + (Number(part["offset"]) || 0)} style={style}>{lines}</ol>;
}

function run(one: Item): ComponentChildren {
  return styled(said(one), isItem(one["style"]) ? one["style"] : {});
}

function styled(words: ComponentChildren, style: Item): ComponentChildren {
  let shown = words;
  if (style["code"] === true) shown = <code>{shown}</code>;
  if (style["strike"] === true) shown = <s>{shown}</s>;
  if (style["italic"] === true) shown = <em>{shown}</em>;
  if (style["bold"] === true) shown = <strong>{shown}</strong>;
  return shown;
}

function said(one: Item): ComponentChildren {
  const url = text(one["url"]);
  switch (one["type"]) {
    case "text":
      return text(one["text"]);
    case "link":
      return safe(url) ? <OuterLink url={url}>{text(one["text"]) || url}</OuterLink> : text(one["text"]) || url;
    case "emoji":
      return emojiFor(text(one["name"])) ?? `:${text(one["name"])}:`;
    case "user":
      return mrkdwn(`<@${text(one["user_id"])}>`);
    case "channel":
      return mrkdwn(`<#${text(one["channel_id"])}>`);
    case "broadcast":
      return `@${text(one["range"])}`;
    default:
      return text(one["fallback"]) || text(one["value"]);
  }
}
