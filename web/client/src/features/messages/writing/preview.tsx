/** How the message will look, while it is written and holds formatting. Calm: it follows after a pause. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Span } from "../../../protocol";
import { t } from "../../../ui/i18n";
import { MessageText } from "../spans";
import { loadReader, names } from "../typed";
import { mayHoldFormatting } from "./may_hold_formatting";
import "./preview.css";

const PAUSE_MS = 120;
const SHOWN: ReadonlySet<Span["t"]> = new Set(["bold", "italic", "strike", "code", "pre", "heading", "quote", "list", "rule"]);

interface Shown {
  text: string;
  spans: Span[];
}

export function Preview({ text }: { text: string }) {
  const shown = useShown(text);
  const view = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => view.current?.scrollTo(0, view.current.scrollHeight), [shown]); // where one writes
  if (!shown) return null;
  return (
    <div class="writing-preview" inert aria-hidden="true">
      <span class="writing-preview__label">{t("preview")}</span>
      <div ref={view} class="writing-preview__text scroll">
        <MessageText message={shown} />
      </div>
    </div>
  );
}

function useShown(text: string): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  const worth = mayHoldFormatting(text);
  useEffect(() => {
    if (!worth) return setShown(null);
    let stale = false;
    const timer = setTimeout(async () => {
      const readTyped = await loadReader();
      if (stale) return;
      const spans = readTyped(text, names());
      setShown(spans.some(isFormatted) ? { text, spans } : null);
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, worth]);
  return worth ? shown : null;
}

/** A link counts where its words are not the address itself. */
function isFormatted(span: Span): boolean {
  if (SHOWN.has(span.t)) return true;
  if (span.t === "link") return !(span.children.length === 1 && span.children[0]!.t === "text" && span.url.includes(span.children[0]!.text));
  return span.t === "paragraph" && span.children.some(isFormatted);
}
