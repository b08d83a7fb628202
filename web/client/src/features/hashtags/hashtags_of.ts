/** The hashtags of a text, as typed and without `#`, each once. */

import type { Span } from "../../protocol";
import { fold } from "../../ui/fold";

export function hashtagsOf(spans: readonly Span[]): string[] {
  const found = new Map<string, string>();
  for (const tag of walk(spans)) if (!found.has(fold(tag))) found.set(fold(tag), tag);
  return [...found.values()];
}

function walk(spans: readonly Span[]): string[] {
  return spans.flatMap((span) => {
    if (span.t === "hashtag") return [span.tag];
    if (span.t === "list") return span.items.flatMap((item) => walk(item));
    return "children" in span ? walk(span.children) : [];
  });
}
