/** What the formatting keys do to a text and its selection. Pure. */

/** Replace `text[start:end]` by `text`, and select what `from` and `to` tell. */
export interface Edit {
  start: number;
  end: number;
  text: string;
  from: number;
  to: number;
}

export interface Selected {
  text: string;
  start: number;
  end: number;
}

export type Format = "bold" | "italic" | "strike" | "code" | "link" | "quote" | "bullets" | "numbers" | "block";

const MARKS = { bold: "**", italic: "_", strike: "~~", code: "`" } as const;

/** The edit that a format makes here; again takes it away. */
export function format(how: Format, selected: Selected): Edit {
  switch (how) {
    case "link":
      return link(selected);
    case "quote":
      return prefixed(selected, /^> ?/, () => "> ");
    case "bullets":
      return prefixed(selected, /^[-*+] /, () => "- ");
    case "numbers":
      return prefixed(selected, /^\d{1,9}[.)] /, (at) => `${at + 1}. `);
    case "block":
      return block(selected);
    case "code":
      return selected.text.slice(selected.start, selected.end).includes("\n") ? block(selected) : wrapped(selected, MARKS.code);
    default:
      return wrapped(selected, MARKS[how]);
  }
}

function wrapped(selected: Selected, mark: string): Edit {
  const { text } = selected;
  const { start, end } = trimmed(selected);
  const inner = text.slice(start, end);
  const size = mark.length;
  if (inner.length >= 2 * size && inner.startsWith(mark) && inner.endsWith(mark)) {
    const bare = inner.slice(size, -size);
    return { start, end, text: bare, from: start, to: start + bare.length };
  }
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark && !isLonger(text, start, end, mark)) {
    return { start: start - size, end: end + size, text: inner, from: start - size, to: end - size };
  }
  return { start, end, text: mark + inner + mark, from: start + size, to: end + size };
}

/** `*a*` within `**a**` is no italic of its own. */
function isLonger(text: string, start: number, end: number, mark: string): boolean {
  return mark.length === 1 && text[start - 2] === mark && text[end + 1] === mark;
}

/** Markdown takes no blank beside a mark. */
function trimmed({ text, start, end }: Selected): { start: number; end: number } {
  const inner = text.slice(start, end);
  if (inner.trim() === "") return { start, end };
  return { start: start + (inner.length - inner.trimStart().length), end: end - (inner.length - inner.trimEnd().length) };
}

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;
const HOLLOW = "https://";

/** `[words](address)`, with the part selected that is still to be written. */
function link({ text, start, end }: Selected): Edit {
  const inner = text.slice(start, end).trim();
  if (ADDRESS.test(inner)) return { start, end, text: `[](${inner})`, from: start + 1, to: start + 1 };
  const from = start + inner.length + 3;
  return { start, end, text: `[${inner}](${HOLLOW})`, from, to: from + HOLLOW.length };
}

/** An address pasted over words makes them a link; null where it should just be pasted. */
export function linkOver({ text, start, end }: Selected, pasted: string): Edit | null {
  const words = text.slice(start, end).trim();
  if (words === "" || words.includes("\n") || ADDRESS.test(words) || !ADDRESS.test(pasted.trim())) return null;
  const made = `[${words.replace(/([[\]])/g, "\\$1")}](${pasted.trim()})`;
  return { start, end, text: made, from: start + made.length, to: start + made.length };
}

function block({ text, start, end }: Selected): Edit {
  const inner = text.slice(start, end);
  const before = start > 0 && text[start - 1] !== "\n" ? "\n" : "";
  const after = end < text.length && text[end] !== "\n" ? "\n" : "";
  const made = `${before}\`\`\`\n${inner}\n\`\`\`${after}`;
  const from = start + before.length + 4;
  return { start, end, text: made, from, to: from + inner.length };
}

/** Every line of the selection begins with the prefix, or none does. */
function prefixed({ text, start, end }: Selected, pattern: RegExp, prefix: (at: number) => string): Edit {
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const found = text.indexOf("\n", Math.max(start, end - 1));
  const last = found < 0 ? text.length : found;
  const lines = text.slice(first, last).split("\n");
  const all = lines.every((line) => pattern.test(line));
  const made = lines.map((line, at) => (all ? line.replace(pattern, "") : prefix(at) + line)).join("\n");
  const caret = first + made.length;
  return { start: first, end: last, text: made, from: lines.length > 1 ? first : caret, to: caret };
}

/** The text after an edit. */
export function applied(text: string, edit: Edit): string {
  return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}
