/** What an app's message holds beside words: blocks, and attachments of the older form. */

import type { ComponentChildren } from "preact";
import type { CardView } from "../../protocol";
import { OuterLink, mrkdwn, plain, safe } from "./mrkdwn";
import "./blocks.css";

type Item = Record<string, unknown>;

/** The kinds that are shown here; a message that holds others too shows its words as well. */
const SHOWN: ReadonlySet<unknown> = new Set(["section", "header", "divider", "context", "image", "actions"]);

/** Do the blocks say all that the message says? */
export function saysAll(card: CardView | null | undefined): boolean {
  const blocks = card?.blocks ?? [];
  return blocks.length > 0 && blocks.every((block) => SHOWN.has(block["type"]));
}

export function Card({ card }: { card: CardView }) {
  const blocks = saysAll(card) ? (card.blocks ?? []) : [];
  return (
    <>
      {blocks.length > 0 && <Blocks blocks={blocks} />}
      {(card.attachments ?? []).map((one, at) => <Attachment key={at} item={one} />)}
    </>
  );
}

function Blocks({ blocks }: { blocks: readonly Item[] }) {
  return <div class="blocks" dir="auto">{blocks.map((block, at) => <Block key={at} block={block} />)}</div>;
}

function Block({ block }: { block: Item }) {
  switch (block["type"]) {
    case "header":
      return <p class="blocks__header">{words(block["text"])}</p>;
    case "divider":
      return <hr class="blocks__line" />;
    case "image":
      return <Picture item={block} />;
    case "context":
      return <p class="blocks__context">{items(block["elements"]).map((one, at) => <span key={at}>{said(one)}</span>)}</p>;
    case "section":
      return <Section block={block} />;
    case "actions":
      return <Links elements={items(block["elements"])} />;
    default:
      return null;
  }
}

function Section({ block }: { block: Item }) {
  const fields = items(block["fields"]);
  return (
    <div class="blocks__section">
      {block["text"] !== undefined && <p>{words(block["text"])}</p>}
      {fields.length > 0 && <div class="blocks__fields">{fields.map((one, at) => <p key={at}>{words(one)}</p>)}</div>}
      {isItem(block["accessory"]) && <Accessory item={block["accessory"]} />}
    </div>
  );
}

function Accessory({ item }: { item: Item }) {
  return item["type"] === "image" ? <Picture item={item} /> : <Links elements={[item]} />;
}

/** Buttons that lead somewhere; what only its app can answer is not shown. */
function Links({ elements }: { elements: readonly Item[] }) {
  const leading = elements.filter((one) => one["type"] === "button" && safe(text(one["url"])));
  if (leading.length === 0) return null;
  return (
    <p class="blocks__links">
      {leading.map((one, at) => <OuterLink key={at} url={text(one["url"])}>{words(one["text"])}</OuterLink>)}
    </p>
  );
}

/** Pictures of strangers' servers are not fetched: a link leads to them. */
function Picture({ item }: { item: Item }) {
  const url = text(item["image_url"]);
  const name = text(item["alt_text"]) || url;
  return <p class="blocks__picture">{safe(url) ? <OuterLink url={url}>🖼 {name}</OuterLink> : name}</p>;
}

function Attachment({ item }: { item: Item }) {
  const colour = /^[0-9a-f]{6}$/i.exec(text(item["color"]));
  const fields = items(item["fields"]);
  const title = plain(text(item["title"]));
  const link = text(item["title_link"]);
  const held = items(item["blocks"]);
  return (
    <div class="blocks blocks--attached" dir="auto" style={colour ? { borderInlineStartColor: `#${colour[0]}` } : {}}>
      {text(item["pretext"]) !== "" && <p>{mrkdwn(text(item["pretext"]))}</p>}
      {title !== "" && <p class="blocks__header">{safe(link) ? <OuterLink url={link}>{title}</OuterLink> : title}</p>}
      {text(item["text"]) !== "" && <p>{mrkdwn(text(item["text"]))}</p>}
      {fields.map((one, at) => <p key={at}><strong>{plain(text(one["title"]))}</strong> {mrkdwn(text(one["value"]))}</p>)}
      {held.map((one, at) => <Block key={at} block={one} />)}
      {text(item["footer"]) !== "" && <p class="blocks__context">{plain(text(item["footer"]))}</p>}
    </div>
  );
}

function said(element: Item): ComponentChildren {
  return element["type"] === "image" ? text(element["alt_text"]) : words(element);
}

/** A text object: plain, or in the markup of apps. */
function words(given: unknown): ComponentChildren {
  if (!isItem(given)) return null;
  return given["type"] === "plain_text" ? text(given["text"]) : mrkdwn(text(given["text"]));
}

function text(given: unknown): string {
  return typeof given === "string" ? given : "";
}

function items(given: unknown): Item[] {
  return Array.isArray(given) ? given.filter(isItem) : [];
}

function isItem(given: unknown): given is Item {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}
