/** A message in one line of plain words: for previews. */

import type { MessageView, Span } from "../../protocol";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { nameInWords } from "../files/plain_name";
import { emojiFor } from "../reactions/emoji";

export function plainText(message: Pick<MessageView, "text" | "spans" | "files" | "title">): string {
  const words = message.spans?.length ? message.spans.map(plain).join("") : message.text;
  return [message.title, words].filter(Boolean).join(" ").replace(/\s+/g, " ").trim() || (message.files ?? []).map((file) => nameInWords(file.name)).join(", ");
}

function plain(span: Span): string {
  switch (span.t) {
    case "text":
    case "code":
      return span.text;
    case "pre":
      return ` ${span.text} `;
    case "person":
      return `@${store.person(span.id)?.name ?? t("someone")}`;
    case "channel":
      return `#${store.channels.value[span.id]?.name ?? t("private_channel")}`;
    case "broadcast":
      return `@${span.kind}`;
    case "hashtag":
      return `#${span.tag}`;
    case "emoji":
      return emojiFor(span.name) ?? `:${span.name}:`;
    case "break":
    case "rule":
      return " ";
    case "list":
      return ` ${span.items.map((item) => item.map(plain).join("").trim()).join(" · ")} `;
    case "paragraph":
    case "heading":
    case "quote":
      return ` ${span.children.map(plain).join("")} `;
    default:
      return span.children.map(plain).join("");
  }
}
