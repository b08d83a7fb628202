/** Links to messages of this workspace, found in what a message says. */

import type { Span } from "../../protocol";
import { parseRoute } from "../../ui/router";

export interface OwnLink {
  channelId: string;
  messageId: string;
}

const MOST = 3;

/** The messages that the spans link to, each once, the first few. */
export function ownLinks(spans: readonly Span[], origin: string): OwnLink[] {
  const found = new Map<string, OwnLink>();
  for (const url of urls(spans)) {
    const link = toOwnLink(url, origin);
    if (link && found.size < MOST) found.set(link.messageId, link);
  }
  return [...found.values()];
}

export function isOwn(url: string, origin: string): boolean {
  return url === origin || url.startsWith(`${origin}/`);
}

/** A permalink to a message or a thread; null for any other address. */
function toOwnLink(url: string, origin: string): OwnLink | null {
  if (!isOwn(url, origin)) return null;
  const route = parseRoute(new URL(url).pathname);
  if (route.at !== "channel") return null;
  const messageId = route.pane?.is === "thread" ? route.pane.id : route.messageId;
  return messageId ? { channelId: route.channelId, messageId } : null;
}

function* urls(spans: readonly Span[]): Generator<string> {
  for (const span of spans) {
    if (span.t === "link") yield span.url;
    else if (span.t === "list") for (const item of span.items) yield* urls(item);
    else if ("children" in span) yield* urls(span.children);
  }
}
