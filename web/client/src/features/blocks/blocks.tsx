/** What an app's message holds beside words: blocks, and attachments of the older form. */

import type { ComponentChildren } from "preact";
import { useContext, useId, useMemo } from "preact/hooks";
import type { CardView, MessageView } from "../../protocol";
import { clockTime, shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { lazy } from "../../ui/lazy";
import { store } from "../../ui/store";
import { authorName } from "../messages/author_name";
import { Held, Holder, type Ways } from "./holder";
import { isItem, items, text, words, type Item } from "./items";
import { OuterLink, mrkdwn, plain, safe } from "./mrkdwn";
import { AttachedPicture, LinePicture, Picture, Pictured, picturesOf, Sign, SmallPicture } from "./pictures";
import { RichText } from "./rich_text";
import { shownBlocks } from "./says_all";
import "./blocks.css";

/** What can be pressed comes with its code when there is some on screen. */
const Element = lazy(() => import("./element").then((part) => part.Element));

/** Fetch what can be pressed now, show it later. */
export const fetchElements = Element.fetch;

interface CardProps {
  card: CardView;
  /** Whose card it is: what can be pressed is there only with it. */
  message?: MessageView;
}

export function Card({ card, message }: CardProps) {
  const blocks = shownBlocks(card);
  const attached = card.attachments ?? [];
  const holder = useMemo(
    () => (message ? new Holder([...blocks, ...attached.flatMap((one) => items(one["blocks"]))], waysOf(message), authorName(message)) : null),
    [message?.id, card],
  );
  return (
    <Held.Provider value={holder}>
      <Pictured.Provider value={message && picturesOf(message)}>
        {blocks.length > 0 && <Blocks blocks={blocks} />}
        {attached.map((one, at) => <Attachment key={at} item={one} />)}
      </Pictured.Provider>
      {holder && <Told holder={holder} />}
    </Held.Provider>
  );
}

function waysOf(message: MessageView): Ways {
  const { actions } = store;
  return message.seq > 0
    ? {
        send: (action, values) => actions.pressBlock(message.id, action, values),
        load: (asked, values) => actions.loadOptions({ message_id: message.id, ...asked, values }),
      }
    : {
        send: (action, values) => actions.pressWhisper(message, action, values),
        load: (asked, values) => actions.loadWhisperOptions(message, { ...asked, values }),
      };
}

/** What waits for its app, and what went wrong. */
export function Told({ holder }: { holder: Holder }) {
  const failure = holder.failure.value;
  return (
    <>
      <span class="blocks__waits" role="status">{holder.waiting.value !== null && t("app_waiting", { name: holder.app })}</span>
      {failure && <p class="blocks__failure" role="alert">{failure}</p>}
    </>
  );
}

export function Blocks({ blocks }: { blocks: readonly Item[] }) {
  return <div class="blocks" dir="auto">{blocks.map((block, at) => <Block key={text(block["block_id"]) || at} block={block} />)}</div>;
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
    case "rich_text":
      return <RichText block={block} />;
    case "section":
      return <Section block={block} />;
    case "actions":
      return <Actions block={block} elements={items(block["elements"])} />;
    case "input":
      return <Input block={block} />;
    default:
      return null;
  }
}

/** What stands below the words, not beside them. */
const LONG: ReadonlySet<unknown> = new Set(["checkboxes", "radio_buttons"]);

function Section({ block }: { block: Item }) {
  const fields = items(block["fields"]);
  const kind = isItem(block["accessory"]) ? block["accessory"]["type"] : undefined;
  const beside = kind === "image" ? "blocks__section--pictured" : kind !== undefined && !LONG.has(kind) ? "blocks__section--beside" : "";
  return (
    <div class={`blocks__section ${beside}`}>
      <div class="blocks__said">
        {block["text"] !== undefined && <p>{words(block["text"])}</p>}
        {fields.length > 0 && <div class="blocks__fields">{fields.map((one, at) => <p key={at}>{words(one)}</p>)}</div>}
      </div>
      {isItem(block["accessory"]) && <Accessory block={block} item={block["accessory"]} />}
    </div>
  );
}

function Accessory({ block, item }: { block: Item; item: Item }) {
  return item["type"] === "image" ? <SmallPicture item={item} /> : <Actions block={block} elements={[item]} />;
}

/** Where nothing can be pressed, as in a list of what was found, only what leads somewhere. */
function Actions({ block, elements }: { block: Item; elements: readonly Item[] }) {
  const holder = useContext(Held);
  if (!holder) return <Links elements={elements} />;
  return (
    <div class="blocks__actions">
      {elements.map((element, at) => <Element key={text(element["action_id"]) || at} block={block} element={element} />)}
    </div>
  );
}

function Input({ block }: { block: Item }) {
  const id = useId();
  const holder = useContext(Held);
  const element = block["element"];
  if (!holder || !isItem(element)) return null;
  const error = holder.errors.value[text(block["block_id"])];
  const hint = isItem(block["hint"]);
  const described = [error ? `${id}-error` : "", hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
  return (
    <div class={`blocks__input ${error ? "blocks__input--bad" : ""}`}>
      <p id={id} class="blocks__label">
        {words(block["label"])} {block["optional"] === true && <span class="field__optional">{t("optional")}</span>}
      </p>
      <Element block={block} element={element} labelled={id} described={described || undefined} bad={Boolean(error)} />
      {error && <p id={`${id}-error`} class="field__error" role="alert">{error}</p>}
      {hint && <p id={`${id}-hint`} class="field__hint">{words(block["hint"])}</p>}
    </div>
  );
}

function Links({ elements }: { elements: readonly Item[] }) {
  const leading = elements.filter((one) => one["type"] === "button" && safe(text(one["url"])));
  if (leading.length === 0) return null;
  return (
    <p class="blocks__links">
      {leading.map((one, at) => <OuterLink key={at} url={text(one["url"])}>{words(one["text"])}</OuterLink>)}
    </p>
  );
}

const COLOURS: Readonly<Record<string, string>> = { good: "var(--good)", warning: "var(--warn)", danger: "var(--bad)" };

function colourOf(item: Item): string | undefined {
  const colour = text(item["color"]);
  return COLOURS[colour] ?? (/^[0-9a-f]{6}$/i.test(colour) ? `#${colour}` : undefined);
}

/** The form that apps and unfurled links had before blocks. */
function Attachment({ item }: { item: Item }) {
  const colour = colourOf(item);
  const fields = items(item["fields"]);
  const title = plain(text(item["title"]));
  const held = items(item["blocks"]);
  return (
    <div class="attached" dir="auto">
      {text(item["pretext"]) !== "" && <p class="attached__before">{mrkdwn(text(item["pretext"]))}</p>}
      <div class="blocks blocks--attached" style={colour ? { borderInlineStartColor: colour } : {}}>
        <Named item={item} />
        {title !== "" && <p class="blocks__header">{linked(text(item["title_link"]), title)}</p>}
        {text(item["text"]) !== "" && <p>{mrkdwn(text(item["text"]))}</p>}
        {fields.length > 0 && (
          <dl class="attached__fields">
            {fields.map((one, at) => (
              <div key={at} class={one["short"] === true ? "" : "attached__long"}>
                <dt>{plain(text(one["title"]))}</dt>
                <dd>{mrkdwn(text(one["value"]))}</dd>
              </div>
            ))}
          </dl>
        )}
        {held.map((one, at) => <Block key={at} block={one} />)}
        {text(item["image_url"]) !== "" ? <AttachedPicture url={text(item["image_url"])} /> : <AttachedPicture url={text(item["thumb_url"])} small />}
        <Foot item={item} />
      </div>
    </div>
  );
}

const linked = (url: string, name: ComponentChildren) => (safe(url) ? <OuterLink url={url}>{name}</OuterLink> : name);

/** Who says it, or which site. */
function Named({ item }: { item: Item }) {
  const service = plain(text(item["service_name"]));
  const author = plain(text(item["author_name"]));
  if (service === "" && author === "") return null;
  return (
    <p class="blocks__context">
      {service !== "" && <span><Sign url={text(item["service_icon"])} /> {service}</span>}
      {author !== "" && <span><Sign url={text(item["author_icon"])} /> {linked(text(item["author_link"]), author)}</span>}
    </p>
  );
}

function Foot({ item }: { item: Item }) {
  const foot = plain(text(item["footer"]));
  const at = Number(item["ts"]) * 1000;
  if (foot === "" && !at) return null;
  return (
    <p class="blocks__context">
      {foot !== "" && <span><Sign url={text(item["footer_icon"])} /> {foot}</span>}
      {at > 0 && <time dateTime={new Date(at).toISOString()}>{shortDate(at)}, {clockTime(at)}</time>}
    </p>
  );
}

function said(element: Item): ComponentChildren {
  return element["type"] === "image" ? <LinePicture item={element} /> : words(element);
}
