/** Tells screen readers of new messages, politely and together; of history never, nor of one's own. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { MessageView } from "../../protocol";
import type { Timeline } from "../../store";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { authorName } from "./author_name";
import { plainText } from "./plain_text";

const GATHER_MS = 600;
const MOST = 3;
const LONGEST = 200;

export function Announcer({ timeline }: { timeline: Timeline }) {
  const [words, setWords] = useState<readonly string[]>([]);
  const waiting = useRef<MessageView[]>([]);
  const heard = useRef<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const { messages, hasNewer, status } = timeline;

  useEffect(() => {
    if (status !== "ready" || hasNewer) return void (heard.current = null);
    const fresh = heard.current === null ? [] : newSince(messages, heard.current);
    heard.current = Math.max(heard.current ?? 0, messages[messages.length - 1]?.seq ?? 0);
    waiting.current.push(...fresh);
    if (waiting.current.length === 0) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const told = waiting.current.splice(0);
      if (!store.preferences.peek().calm) setWords(wordsFor(told));
    }, GATHER_MS);
  }, [messages, hasNewer, status]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <div class="sr-only" aria-live="polite" role="status" data-announcer>
      {words.map((line) => <p key={line}>{line}</p>)}
    </div>
  );
}

/** Others' messages after a seq: they stand at the end. */
function newSince(messages: readonly MessageView[], seq: number): MessageView[] {
  const found: MessageView[] = [];
  const mine = store.me.peek()?.id;
  for (let at = messages.length - 1; at >= 0 && messages[at]!.seq > seq; at -= 1) {
    if (messages[at]!.author_id !== mine) found.unshift(messages[at]!);
  }
  return found;
}

function wordsFor(messages: readonly MessageView[]): string[] {
  if (messages.length > MOST) return [t("new_count", { count: messages.length })];
  return messages.map((message) => `${authorName(message)}: ${plainText(message).slice(0, LONGEST)}`);
}
