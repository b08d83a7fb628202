/** A message's spans as elements. Text only ever becomes text nodes. */

import type { ComponentChildren } from "preact";
import type { ItemsSpan, MessageView, Span } from "../../protocol";
import { t } from "../../ui/i18n";
import { channelPath, tagPath } from "../../ui/router";
import { store } from "../../ui/store";
import { openPerson } from "../people/open_person";
import { emojiFor, emojiName } from "../reactions/emoji";
import { CodeBlock } from "./code_block";
import "./spans.css";

const BLOCKS: ReadonlySet<Span["t"]> = new Set(["paragraph", "heading", "quote", "list", "pre", "rule"]);

const EMOJI = /^(?=.*\p{Extended_Pictographic}|\p{Regional_Indicator})[\s\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f]+$/u;

interface MessageTextProps {
  message: Pick<MessageView, "text" | "spans">;
  /** Said at the end of the last line. */
  tail?: ComponentChildren;
}

/** The text of a message; one of emoji alone is shown larger. */
export function MessageText({ message, tail }: MessageTextProps) {
  const spans = withTones(message.spans ?? []);
  const large = spans.length === 0 ? isFewEmoji(message.text ?? "") : spans.length <= 4 && spans.every(isEmojiOrSpace);
  const wide = spans.some((span) => span.t === "pre");
  return <div class={`text ${large ? "text--large" : ""} ${wide ? "text--wide" : ""}`}>{spans.length === 0 ? <>{message.text}{tail}</> : nodes(spans, tail)}</div>;
}

/** `:wave::skin-tone-3:` is one emoji in two codes. */
function withTones(spans: readonly Span[]): readonly Span[] {
  if (!spans.some((span) => span.t === "emoji" && span.name.startsWith("skin-tone-"))) return spans;
  return spans.reduce<Span[]>((done, span) => {
    const last = done.at(-1);
    if (span.t !== "emoji" || last?.t !== "emoji" || !/^skin-tone-[2-6]$/.test(span.name)) return [...done, span];
    return [...done.slice(0, -1), { t: "emoji", name: `${last.name}::${span.name}` }];
  }, []);
}

/** Up to a dozen characters of emoji: a family is one to the eye and seven of them. */
function isFewEmoji(text: string): boolean {
  return text.length <= 48 && EMOJI.test(text);
}

function isEmojiOrSpace(span: Span): boolean {
  if (span.t === "emoji") return emojiFor(span.name) !== null;
  return span.t === "text" && (EMOJI.test(span.text) || span.text.trim() === "");
}

/** Inline neighbours of blocks become paragraphs of their own; the tail joins the last one. */
function nodes(given: readonly Span[], tail: ComponentChildren = null): ComponentChildren {
  const spans = withTones(given);
  if (!spans.some((span) => BLOCKS.has(span.t))) return tail ? [...spans.map(node), tail] : spans.map(node);
  const last = spans.at(-1)!;
  if (tail && last.t === "paragraph") return [nodes(spans.slice(0, -1)), <p key="last">{nodes(last.children, tail)}</p>];
  const parts: ComponentChildren[] = [];
  let line: ComponentChildren[] = [];
  const flush = () => {
    if (line.length > 0) parts.push(<p key={`line-${parts.length}`}>{line}</p>);
    line = [];
  };
  spans.forEach((span, at) => {
    if (!BLOCKS.has(span.t)) return void line.push(node(span, at));
    flush();
    parts.push(node(span, at));
  });
  if (tail) line.push(tail);
  flush();
  return parts;
}

function node(span: Span, key: number): ComponentChildren {
  switch (span.t) {
    case "text":
      return span.text;
    case "bold":
      return <strong key={key}>{nodes(span.children)}</strong>;
    case "italic":
      return <em key={key}>{nodes(span.children)}</em>;
    case "strike":
      return <s key={key}>{nodes(span.children)}</s>;
    case "code":
      return <code key={key}>{span.text}</code>;
    case "pre":
      return <CodeBlock key={key} text={span.text} lang={span.lang ?? ""} />;
    case "link":
      return <OuterLink key={key} url={span.url}>{nodes(span.children)}</OuterLink>;
    case "person":
      return <PersonMention key={key} id={span.id} />;
    case "channel":
      return <ChannelMention key={key} id={span.id} />;
    case "broadcast":
      return <span key={key} class="mention mention--me">@{span.kind}</span>;
    case "hashtag":
      return <a key={key} class="hashtag" href={tagPath(span.tag)}>#{span.tag}</a>;
    case "emoji":
      return <Emoji key={key} name={span.name} />;
    case "break":
      return <br key={key} />;
    case "rule":
      return <hr key={key} />;
    case "heading":
      return <p key={key} class={`heading heading--${span.level}`}>{nodes(span.children)}</p>;
    case "quote":
      return <blockquote key={key}>{nodes(span.children)}</blockquote>;
    case "list":
      return <List key={key} span={span} />;
    case "paragraph":
      return <p key={key}>{nodes(span.children)}</p>;
  }
}

function List({ span }: { span: ItemsSpan }) {
  const items = span.items.map((item, at) => <li key={at}>{nodes(item)}</li>);
  return span.ordered ? <ol start={span.start ?? 1}>{items}</ol> : <ul>{items}</ul>;
}

function OuterLink({ url, children }: { url: string; children: ComponentChildren }) {
  if (!/^(https?:|mailto:)/i.test(url)) return <>{children}</>;
  return (
    <a href={url} target={url.startsWith(location.origin) ? undefined : "_blank"} rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function PersonMention({ id }: { id: string }) {
  const person = store.person(id);
  const mine = store.me.value?.id === id;
  return (
    <button type="button" class={`mention ${mine ? "mention--me" : ""}`} onClick={() => openPerson(id)}>
      @{person?.name ?? t("someone")}
    </button>
  );
}

function ChannelMention({ id }: { id: string }) {
  const channel = store.channels.value[id];
  if (!channel) return <span class="mention mention--lost">#{t("private_channel")}</span>;
  return (
    <a class="mention" href={channelPath(id)}>
      #{channel.name}
    </a>
  );
}

function Emoji({ name }: { name: string }) {
  const character = emojiFor(name);
  if (!character) return <>:{name}:</>;
  return (
    <span class="emoji" role="img" aria-label={emojiName(name)} title={`:${name}:`}>
      {character}
    </span>
  );
}
