/** The text of an app's blocks, in the markup that apps write, as elements. Text only ever becomes text nodes. */

import type { ComponentChildren } from "preact";
import { channelPath } from "../../ui/router";
import { store } from "../../ui/store";
import { emojiFor } from "../reactions/emoji";

const TOKEN = new RegExp(
  [
    "(?<=^|\\n)(?:>|&gt;)(?<quote>[^\\n]*(?:\\n(?:>|&gt;)[^\\n]*)*)(?:\\n|$)",
    "```(?<pre>[^]+?)```",
    "`(?<code>[^`\\n]+)`",
    "<(?<control>[^<>\\n]+)>",
    "(?<![\\w*])\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\w*])",
    "(?<![\\w_])_(?<italic>[^\\s_](?:[^_\\n]*[^\\s_])?)_(?![\\w_])",
    "(?<![\\w~])~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~(?![\\w~])",
    ":(?<emoji>[a-z0-9_+'-]+):",
    "(?<line>\\n)",
  ].join("|"),
  "g",
);
const QUOTED = /(^|\n)(?:(?:>|&gt;) ?)* ?/g; // a quote within a quote is one: they would go as deep as anybody likes
const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Bold, italic, struck, code, links, mentions and emoji. */
export function mrkdwn(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let floor = 0;
  for (const found of text.matchAll(TOKEN)) {
    if (found.index > floor) parts.push(plain(text.slice(floor, found.index)));
    parts.push(token(found.groups ?? {}, found[0]));
    floor = found.index + found[0].length;
  }
  if (floor < text.length) parts.push(plain(text.slice(floor)));
  return parts;
}

/** The three signs that apps escape, as they are. */
export function plain(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

function token(groups: Record<string, string | undefined>, whole: string): ComponentChildren {
  if (groups["quote"] !== undefined) return <blockquote class="blocks__quote">{mrkdwn(groups["quote"].replace(QUOTED, "$1"))}</blockquote>;
  if (groups["pre"] !== undefined) return <pre>{plain(groups["pre"])}</pre>;
  if (groups["code"] !== undefined) return <code>{plain(groups["code"])}</code>;
  if (groups["bold"] !== undefined) return <strong>{mrkdwn(groups["bold"])}</strong>;
  if (groups["italic"] !== undefined) return <em>{mrkdwn(groups["italic"])}</em>;
  if (groups["strike"] !== undefined) return <s>{mrkdwn(groups["strike"])}</s>;
  if (groups["emoji"] !== undefined) return emojiFor(groups["emoji"]) ?? whole;
  if (groups["line"] !== undefined) return <br />;
  return control(groups["control"] ?? "");
}

function control(held: string): ComponentChildren {
  const at = held.indexOf("|");
  const target = plain(at < 0 ? held : held.slice(0, at));
  const label = at < 0 ? "" : plain(held.slice(at + 1));
  if (target.startsWith("@")) return `@${label || store.person(target.slice(1))?.name || target.slice(1)}`;
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!")) return label || `@${target.slice(1).split("^")[0]}`;
  return safe(target) ? <OuterLink url={target}>{label || target}</OuterLink> : label || target;
}

function channel(id: string, label: string): ComponentChildren {
  const known = store.channels.value[id];
  return known ? <a href={channelPath(id)}>#{known.name}</a> : `#${label || id}`;
}

/** May a link lead there? */
export function safe(url: string): boolean {
  return /^(?:https?:\/\/|mailto:)/i.test(url);
}

export function OuterLink({ url, children }: { url: string; children: ComponentChildren }) {
  return <a href={url} target="_blank" rel="noopener noreferrer nofollow">{children}</a>;
}
