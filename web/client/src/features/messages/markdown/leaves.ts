/** The spans that are not markdown (mentions, hashtags, emoji, bare addresses), by their first sign.
 *
 *  The same rules as the server's `channels/core/text/leaves.py`; shared fixtures hold them together. */

import type { Span } from "../../../protocol";

/** Names as the author sees them; keys are lower case and composed (NFC). */
export interface Names {
  person(handle: string): string | undefined;
  channel(name: string): string | undefined;
  knowsPerson(id: string): boolean;
  knowsChannel(id: string): boolean;
}

/** What was read at `source[start:end]`. */
export interface Leaf {
  start: number;
  end: number;
  spans: Span[];
}

const CONTROL = /<(?:@[UWB][0-9A-Z]{1,31}|#[CGD][0-9A-Z]{1,31}|!channel|!here)>/y;
const W = "\\p{L}\\p{N}_\\u0300-\\u036f";
const FREE = "(?<![\\p{L}\\p{N}])(?<![\\u0300-\\u036f/@#&+=%<>])";
const AT = new RegExp(`${FREE}@([${W}][${W}.\\-]{0,63})(?![${W}])`, "uy");
const HASH = new RegExp(`${FREE}#([\\p{L}\\p{N}][${W}\\-]{0,79})(?![${W}])`, "uy");
const EMOJI = /(?<![A-Za-z0-9:>])(?::[\p{L}\p{N}_+-]{1,64}:)+(?![A-Za-z0-9:])/uy;
const URL = /https?:\/\/[^\s<>[\]`"\\\x00-\x1f/?#][^\s<>[\]`"\\\x00-\x1f]*/iy;
const URL_TAIL = "?!.,:;*_~'’”»|";
const SAFE_URL = /^(?:https?:\/\/[^/?#\s]|mailto:[^\s?])/i;

/** Whether a message may link to `url`: absolute http or https with a host, or mailto. */
export function isSafeUrl(url: string): boolean {
  return SAFE_URL.test(url);
}

/** The leaf at `at`, if any; what stands before `floor` is read already. */
export function leafAt(source: string, at: number, floor: number, names: Names, normalise: (url: string) => string): Leaf | null {
  switch (source[at]) {
    case "<":
      return control(source, at, names);
    case "@":
      return handle(source, at, names);
    case "#":
      return hash(source, at, names);
    case ":":
      return emoji(source, at) ?? address(source, at, floor, normalise);
    default:
      return null;
  }
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function control(source: string, at: number, names: Names): Leaf | null {
  const found = matchAt(CONTROL, source, at);
  if (!found) return null;
  const [kind, id] = [found[0][1], found[0].slice(2, -1)];
  const end = at + found[0].length;
  if (kind === "!") return { start: at, end, spans: [{ t: "broadcast", kind: id === "here" ? "here" : "channel" }] };
  if (kind === "@" && names.knowsPerson(id)) return { start: at, end, spans: [{ t: "person", id }] };
  if (kind === "#" && names.knowsChannel(id)) return { start: at, end, spans: [{ t: "channel", id }] };
  return { start: at, end, spans: [{ t: "text", text: found[0] }] };
}

function handle(source: string, at: number, names: Names): Leaf | null {
  let word = matchAt(AT, source, at)?.[1] ?? "";
  while (word) {
    const end = at + 1 + word.length;
    const key = keyOf(word);
    if (key === "channel" || key === "here") return { start: at, end, spans: [{ t: "broadcast", kind: key }] };
    const id = names.person(key);
    if (id) return { start: at, end, spans: [{ t: "person", id }] };
    if (!/[._-]$/.test(word)) return null; // a longer word is another's name: "@bob-b" is not "@bob"
    word = word.slice(0, -1);
  }
  return null;
}

function hash(source: string, at: number, names: Names): Leaf | null {
  const tag = matchAt(HASH, source, at)?.[1]!.replace(/[-_]+$/, "");
  if (!tag) return null;
  const end = at + 1 + tag.length;
  const id = names.channel(keyOf(tag));
  if (id) return { start: at, end, spans: [{ t: "channel", id }] };
  if (!/\p{L}/u.test(tag)) return null; // "#1" is a number
  return { start: at, end, spans: [{ t: "hashtag", tag }] };
}

function emoji(source: string, at: number): Leaf | null {
  const found = matchAt(EMOJI, source, at);
  if (!found) return null;
  const spans = found[0].slice(1, -1).split("::").map((name): Span => ({ t: "emoji", name }));
  return { start: at, end: at + found[0].length, spans };
}

function address(source: string, at: number, floor: number, normalise: (url: string) => string): Leaf | null {
  if (!source.startsWith("//", at + 1)) return null;
  const start = at - (source.slice(Math.max(at - 5, 0), at).toLowerCase() === "https" ? 5 : 4);
  if (start < floor || (start > 0 && /[A-Za-z0-9]/.test(source[start - 1]!))) return null;
  const found = matchAt(URL, source, start);
  if (!found) return null;
  const typed = withoutTail(found[0]);
  const url = normalise(typed);
  if (typed.length <= at - start + 3 || !isSafeUrl(url)) return null;
  return { start, end: start + typed.length, spans: [{ t: "link", url, children: [{ t: "text", text: typed }] }] };
}

/** `url` without the punctuation of the sentence around it; balanced parentheses stay. */
function withoutTail(url: string): string {
  let end = url.length;
  let surplus = url.split(")").length - url.split("(").length;
  for (; end > 0; end -= 1) {
    const last = url[end - 1]!;
    if (last === ")" && surplus > 0) surplus -= 1;
    else if (!URL_TAIL.includes(last)) break;
  }
  return url.slice(0, end);
}

function keyOf(word: string): string {
  return word.toLowerCase().normalize("NFC");
}
